import { createReadStream } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../config/environment.ts';
import { explain, explainKeyless } from '../explain/explain.ts';
import { type FieldPlace, fieldPlacesOfId } from '../explain/field-places.ts';
import type { Format } from '../formats/format.ts';
import { createFormat } from '../formats/formats.ts';
import type { Event } from '../records/event.ts';
import {
  type CatalogueEntry,
  catalogueEntries,
  catalogueEntry,
} from '../records/windows/catalogue/event-catalogue.ts';
import { mappingOf, mappings } from '../records/windows/mapping.ts';
import { familyOf } from '../records/windows/mapping-families.ts';
import { decodeEventXml } from '../records/windows/reading/decode-event.ts';
import type { Piece } from '../records/windows/reading/split-events.ts';
import { wantsColour } from '../telemetry/wants-colour.ts';
import { traceRules } from '../transforms/trace-rules.ts';
import { chosenMessage } from './chosen-format.ts';
import { type ExplainedId, type ExplainedIdField, renderId } from './explain-id-text.ts';
import { renderEvent, renderFiltered, type ShownOn } from './explain-text.ts';
import { readPieces } from './read-pieces.ts';
import { type SampleChoice, type SampleOutput, sampleOutput } from './sample-output.ts';
import type { Screen } from './status.ts';
import { writeAll } from './write-all.ts';

export interface ExplainOptions extends SampleChoice {
  /** Only events of this provider. */
  readonly provider?: string | undefined;
}

const failedExitCode = 1;

/**
 * Says of an event id, or of each event of a file, where every value comes from and which key it gets.
 * @param what an event id; or the path of a file with events as XML, `-` for standard input
 * @returns 0, or 1 where the id is not known, the file cannot be read, or an event cannot be used
 * @throws AzlogError CONFIG_INVALID
 */
export async function explainCommand(
  what: string,
  options: ExplainOptions,
  input: Readable,
  output: Screen,
  errors: Writable,
  env: Environment,
): Promise<number> {
  const colour = wantsColour(env, output.isTTY === true);
  // A reader that goes away (head, less) ends the work; it is no failure of ours.
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') errors.write(`the output cannot be written: ${error.message}\n`);
  });
  if (/^\d+$/.test(what)) return explainId(Number(what), options, output, errors, colour, env);
  const screen = { colour, isTerminal: output.isTTY === true };
  const sample = sampleOutput(options, env);
  const events = what === '-' ? input : createReadStream(what);
  return explainEvents(events, what, sample, options.provider, output, errors, screen);
}

async function explainId(
  eventId: number,
  { provider, ...choice }: ExplainOptions,
  output: Writable,
  errors: Writable,
  colour: boolean,
  env: Environment,
): Promise<number> {
  const withId = providersOf(eventId);
  const chosen = provider === undefined ? withId : withId.filter((one) => one === provider);
  if (chosen.length === 0) {
    const wanted = provider === undefined ? '' : ` of the provider "${provider}"`;
    const hint =
      withId.length > 0
        ? `providers with this id: ${withId.join(', ')}`
        : 'the general mapping writes such events, all fields under own keys; `azlog explain` with a file shows how';
    errors.write(`event id ${eventId}${wanted} is neither in the catalogue nor has it a mapping; ${hint}\n`);
    return failedExitCode;
  }
  const { made, note } = keyFormatsOf(choice, env);
  errors.write(note);
  const texts = chosen.map((one) => renderId(idOf(one, eventId, made), colour).join('\n'));
  return (await writeAll(output, `${texts.join('\n\n')}\n`)) ? 0 : failedExitCode;
}

/** The formats that write keys: what the mapping tables are about. */
const keyFormatNames = ['cef', 'leef'] as const;

/** The formats that are asked for, as the preset has them; both where none is, or one that has no keys. */
function keyFormatsOf(
  choice: SampleChoice,
  env: Environment,
): {
  readonly made: ReadonlyMap<string, Format>;
  readonly note: string;
} {
  const { format, preset } = choice;
  const { destination, message, format: own } = sampleOutput(choice, env);
  const isChosen = destination !== undefined || format !== undefined || preset !== 'none';
  const wanted = isChosen ? message.format : undefined;
  const found = keyFormatNames.filter((name) => name === wanted);
  const names = found.length === 0 ? keyFormatNames : found;
  const made = names.map(
    (name) =>
      [name, name === wanted ? own : createFormat(name, chosenMessage({ format: name, preset }))] as const,
  );
  const note =
    wanted === undefined || found.length > 0
      ? ''
      : `${wanted} has no keys of ours: these are those of CEF and LEEF; \`azlog explain FILE --format ${wanted}\` shows a message\n`;
  return { made: new Map(made), note };
}

function providersOf(eventId: number): readonly string[] {
  const catalogued = catalogueEntries().filter((entry) => entry.eventId === eventId);
  const mapped = Object.entries(mappings).filter(([, ofProvider]) => ofProvider[eventId] !== undefined);
  return [
    ...new Set([...catalogued.map(({ provider }) => provider), ...mapped.map(([provider]) => provider)]),
  ];
}

function idOf(provider: string, eventId: number, made: ReadonlyMap<string, Format>): ExplainedId {
  const entry = catalogueEntry(provider, eventId);
  return {
    provider,
    eventId,
    entry,
    family: familyOf(provider, eventId)?.name,
    constants: mappingOf(provider, eventId).constants ?? {},
    fields: fieldsOf(provider, eventId, entry, made),
    formats: [...made.keys()],
  };
}

/** Every field that the id is known to have, with its place in each format. */
function fieldsOf(
  provider: string,
  eventId: number,
  entry: CatalogueEntry | undefined,
  made: ReadonlyMap<string, Format>,
): readonly ExplainedIdField[] {
  const versions = entry?.versions ?? [];
  const fields = new Map<string, Record<string, FieldPlace>>();
  for (const [name, format] of made) {
    const places = fieldPlacesOfId(
      format,
      provider,
      eventId,
      versions.map((version) => version.fields),
    );
    for (const place of places) fields.set(place.name, { ...fields.get(place.name), [name]: place });
  }
  return Array.from(fields, ([name, places]) => ({
    name,
    versions: versions.filter((version) => version.fields.includes(name)).map(({ version }) => version),
    places,
  }));
}

async function explainEvents(
  input: Readable,
  what: string,
  sample: SampleOutput,
  provider: string | undefined,
  output: Writable,
  errors: Writable,
  screen: ShownOn,
): Promise<number> {
  const explanationOf = explainerOf(sample, screen);
  let failed = 0;
  let shown = 0;
  let text = '';
  const handle = (piece: Piece): void => {
    try {
      if (piece.problem !== undefined) throw new Error(piece.problem);
      const event = decodeEventXml(piece.text);
      if (provider !== undefined && event.provider !== provider) return;
      text += `${shown === 0 ? '' : '\n'}${explanationOf(event, piece.line)}\n`;
      shown++;
    } catch (error) {
      failed++;
      errors.write(`line ${piece.line}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  };
  try {
    for await (const piece of readPieces(input)) {
      handle(piece);
      if (text !== '' && !(await writeAll(output, text))) return failedExitCode;
      text = '';
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    errors.write(
      `${what} cannot be read: ${reason}. Give an event id, a file with events as XML, or - for standard input.\n`,
    );
    return failedExitCode;
  }
  if (failed > 0) errors.write(`${failed} of the events could not be used\n`);
  else if (shown === 0)
    errors.write(`${what} has no event${provider === undefined ? '' : ` of the provider "${provider}"`}\n`);
  return failed === 0 && shown > 0 ? 0 : failedExitCode;
}

/** Explains one event after the other, each as the rules of the destination leave it. */
function explainerOf(
  { format, header, message, destination }: SampleOutput,
  screen: ShownOn,
): (read: Event, line: number) => string {
  const trace = traceRules(destination?.rules ?? [], destination?.hashKey);
  return (read, line) => {
    const { event, filteredBy, effects } = trace(read);
    const entry = catalogueEntry(read.provider, Number(read.id));
    const rules =
      destination === undefined ? undefined : { destination: destination.name, effects, filteredBy };
    if (event === undefined) return renderFiltered({ event: read, line, entry, rules }, screen).join('\n');
    const composition = format.compose?.(event);
    const prefix = destination === undefined ? '' : header(event);
    return renderEvent(
      {
        event,
        line,
        format: format.name,
        message: prefix + format.format(event, Number.POSITIVE_INFINITY),
        maxMessageBytes: message.maxMessageBytes,
        rules,
        made:
          composition === undefined
            ? undefined
            : { composition, explanation: explain(event, composition, format.name) },
        keyless: composition === undefined ? explainKeyless(event, format) : [],
        entry,
        family: familyOf(event.provider, Number(event.id))?.name,
      },
      screen,
    ).join('\n');
  };
}
