import { type Group, isOption, type Option } from '../options/option.ts';
import type { JsonSchema } from '../options/value-type.ts';
import { destinationOptions, processOptions, severityOptions, sourceOptions } from './options.ts';
import { transformDefinitions, transformsSchema } from './transforms.ts';

function optionSchema({ kind, doc, default: fallback, example }: Option): JsonSchema {
  return {
    description: doc,
    ...kind.schema,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(example === undefined ? {} : { examples: [example] }),
  };
}

function properties(group: Group): JsonSchema {
  return Object.fromEntries(
    Object.entries(group).map(([name, entry]) => [
      name,
      isOption(entry) ? optionSchema(entry) : section(entry),
    ]),
  );
}

function section(group: Group, parts: JsonSchema = {}): JsonSchema {
  return { ...parts, type: 'object', properties: properties(group), additionalProperties: false };
}

/**
 * JSON Schema (2020-12) of the configuration file, made from the options: for editors, and for a look before a roll-out.
 * It refuses unknown keys; what depends on several options is checked by `azlog config check` only.
 */
export function configSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'azlog-forwarder configuration',
    type: 'object',
    properties: {
      $schema: { type: 'string', description: 'Where this schema is, for editors.' },
      ...properties(processOptions),
      sources: { type: 'array', description: 'Where rows come from.', items: section(sourceOptions) },
      destinations: { type: 'array', description: 'Where messages go.', items: section(destinationOptions) },
      severities: {
        type: 'array',
        description:
          'Severities of events that are to differ from those of the catalogue. The first entry that matches applies.',
        items: section(severityOptions, { required: ['severity'] }),
      },
      transforms: transformsSchema(),
    },
    additionalProperties: false,
    definitions: transformDefinitions,
  };
}
