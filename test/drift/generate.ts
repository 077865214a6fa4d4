import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configReference } from '../../src/commands/config-reference.ts';
import { configSchema } from '../../src/commands/config-schema.ts';
import { chartPresetPorts, chartReadme } from './chart-files.ts';
import { chartSchema } from './chart-schema.ts';
import { errorsReference } from './errors-reference.ts';
import { metricsReference } from './metrics-reference.ts';

/** Every generated file of the repository, by its path from the root. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['charts/azlog-forwarder/README.md', chartReadme()],
    ['charts/azlog-forwarder/files/preset-ports.json', chartPresetPorts()],
    ['charts/azlog-forwarder/values.schema.json', chartSchema()],
    ['docs/configuration.md', configReference().stdout],
    ['docs/configuration.schema.json', configSchema().stdout],
    ['docs/errors.md', errorsReference()],
    ['docs/metrics.md', metricsReference()],
  ]);
}

/** The absolute path of a file of the repository. */
export function repositoryPath(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

if (import.meta.main) {
  for (const [path, content] of generatedFiles()) {
    writeFileSync(repositoryPath(path), content);
    console.log(`wrote ${path}`);
  }
}
