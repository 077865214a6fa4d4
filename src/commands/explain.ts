import { createReadStream } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../config/environment.ts';
import { decodeEventXml } from '../events/decode-event.ts';
import { type CatalogueEntry, catalogueEntries, catalogueEntry } from '../events/event-catalogue.ts';
import type { SecurityEvent } from '../events/security-event.ts';
import type { Piece } from '../events/split-events.ts';
import { explain, explainKeyless } from '../formats/explain.ts';
import { type FieldPlace, fieldPlacesOfId } from '../formats/field-places.ts';
import type { Format } from '../formats/format.ts';
import { createFormat } from '../formats/formats.ts';
import { mappingOf, mappings } from '../formats/mapping.ts';
import { familyOf } from '../formats/mapping-families.ts';
import { chosenMessage, type FormatChoice } from './chosen-format.ts';
import {
  type ExplainedId,
  type ExplainedIdField,
  renderEvent,
  renderId,
  type ShownOn,
} from './explain-text.ts';
import { readPieces } from './read-pieces.ts';
import type { Screen } from './status.ts';
import { writeAll } from './write-all.ts';

export interface ExplainOptions extends FormatChoice {
  /** Only events of this provider. */
  readonly provider?: string | undefined;
}

const failedExitCode = 1;

/**
 * Says of an event id, or of each event of a file, where every value comes from and which key it gets.
 * @param what an event id; or the path of a file with events as XML, `-` for standard input
 * @returns 0, or 1 where the id is not known, the file cannot be read, or an event cannot be used
 */
export async function explainCommand(
  what: string,
  options: ExplainOptions,
  input: Readable,
  output: Screen,
  errors: Writable,
  env: Environment,
): Promise<number> {
  const colour = output.isTTY === true && env['TERM'] !== 'dumb' && (env['NO_COLOR'] ?? '') === '';
  // A reader that goes away (head, less) ends the work; it is no failure of ours.
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') errors.write(`the output cannot be written: ${error.message}\n`);
  });
  if (/^\d+$/.test(what)) return explainId(Number(what), options, output, errors, colour);
  const screen = { colour, isTerminal: output.isTTY === true };
  return explainEvents(what === '-' ? input : createReadStream(what), what, options, output, errors, screen);
}

async function explainId(
  eventId: number,
  { provider, ...choice }: ExplainOptions,
  output: Writable,
  errors: Writable,
  colour: boolean,
): Promise<number> {
  const withId = providersOf(eventId);
  const chosen = provider === undefined ? withId : withId.filter((one) => one === provider);
  if (chosen.length === 0) {
    const wanted = provider === undefined ? '' : ` of the provider "${provider}"`;
    const hint =
      withId.length > 0
        ? `providers with this id: ${withId.join(', ')}`
        : 'such events are written by the general mapping, all fields under own keys; `azlog explain` with a file shows how';
    errors.write(`event id ${eventId}${wanted} is neither in the catalogue nor has it a mapping; ${hint}\n`);
    return failedExitCode;
  }
  const { made, note } = keyFormatsOf(choice);
  errors.write(note);
  const texts = chosen.map((one) => renderId(idOf(one, eventId, made), colour).join('\n'));
  return (await writeAll(output, `${texts.join('\n\n')}\n`)) ? 0 : failedExitCode;
}

/** The formats that write keys: what the mapping tables are about. */
const keyFormatNames = ['cef', 'leef'] as const;

/** The formats that are asked for, as the preset has them; both where none is, or one that has no keys. */
function keyFormatsOf({ format, preset }: FormatChoice): {
  readonly made: ReadonlyMap<string, Format>;
  readonly note: string;
} {
  const wanted = format ?? (preset === 'none' ? undefined : chosenMessage({ preset }).format);
  const found = keyFormatNames.filter((name) => name === wanted);
  const names = found.length === 0 ? keyFormatNames : found;
  const made = names.map(
    (name) => [name, createFormat(name, chosenMessage({ format: name, preset }))] as const,
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
  options: ExplainOptions,
  output: Writable,
  errors: Writable,
  screen: ShownOn,
): Promise<number> {
  const message = chosenMessage(options);
  const format = createFormat(message.format, message);
  let failed = 0;
  let shown = 0;
  let text = '';
  const handle = (piece: Piece): void => {
    try {
      if (piece.problem !== undefined) throw new Error(piece.problem);
      const event = decodeEventXml(piece.text);
      if (options.provider !== undefined && event.provider !== options.provider) return;
      text += `${shown === 0 ? '' : '\n'}${explanationOf(event, piece.line, format, message.maxMessageBytes, screen)}\n`;
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
    errors.write(
      `${what} has no event${options.provider === undefined ? '' : ` of the provider "${options.provider}"`}\n`,
    );
  return failed === 0 && shown > 0 ? 0 : failedExitCode;
}

function explanationOf(
  event: SecurityEvent,
  line: number,
  format: Format,
  maxMessageBytes: number,
  screen: ShownOn,
): string {
  const composition = format.compose?.(event);
  return renderEvent(
    {
      event,
      line,
      format: format.name,
      message: format.format(event, Number.POSITIVE_INFINITY),
      maxMessageBytes,
      made:
        composition === undefined
          ? undefined
          : { composition, explanation: explain(event, composition, format.name) },
      keyless: composition === undefined ? explainKeyless(event, format) : [],
      entry: catalogueEntry(event.provider, event.eventId),
      family: familyOf(event.provider, event.eventId)?.name,
    },
    screen,
  ).join('\n');
}
