import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { configReference } from '../../src/commands/config-reference.ts';
import { configSchema } from '../../src/commands/config-schema.ts';
import { chartPresetPorts, chartReadme } from './chart-files.ts';
import { chartSchema } from './chart-schema.ts';
import { composeFile } from './compose-file.ts';
import { dashboard } from './dashboard.ts';
import { decodingReference } from './decoding-reference.ts';
import { envExample } from './env-example.ts';
import { errorsReference } from './errors-reference.ts';
import { manPage } from './man-page.ts';
import { mappingReference } from './mapping-reference.ts';
import { metricsReference } from './metrics-reference.ts';
import { repositoryPath } from './repository-path.ts';

/** Every generated file of the repository, by its path from the root. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['charts/azlog-forwarder/README.md', chartReadme()],
    ['charts/azlog-forwarder/files/preset-ports.json', chartPresetPorts()],
    ['charts/azlog-forwarder/values.schema.json', chartSchema()],
    ['docs/azlog.1', manPage()],
    ['docs/configuration.md', configReference().stdout],
    ['docs/configuration.schema.json', configSchema().stdout],
    ['docs/decoding.md', decodingReference()],
    ['docs/errors.md', errorsReference()],
    ['docs/mapping.md', mappingReference()],
    ['docs/metrics.md', metricsReference()],
    ['docker/grafana/azlog-dashboard.json', dashboard()],
    // Helm puts nothing into a chart that lies outside of its folder.
    ['charts/azlog-forwarder/files/azlog-dashboard.json', dashboard()],
    [
      'charts/azlog-forwarder/files/azlog-rules.yaml',
      readFileSync(repositoryPath('docker/prometheus/azlog-rules.yaml'), 'utf8'),
    ],
    ['.env.example', envExample()],
    ['docker-compose.yml', composeFile(readFileSync(repositoryPath('docker-compose.yml'), 'utf8'))],
  ]);
}

if (import.meta.main) {
  for (const [path, content] of generatedFiles()) {
    mkdirSync(dirname(repositoryPath(path)), { recursive: true });
    writeFileSync(repositoryPath(path), content);
    console.log(`wrote ${path}`);
  }
}
