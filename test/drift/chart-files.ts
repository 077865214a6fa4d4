import { presetNames, presets } from '../../src/config/presets.ts';
import { type ChartValueGroup, chartValues } from './chart-values.ts';

/** files/preset-ports.json of the chart: the ports of the presets, which its NetworkPolicy opens. */
export function chartPresetPorts(): string {
  const ports = presetNames.map((name) => {
    const { framing, transport, port } = presets[name];
    return [name, { framing, transport, port }];
  });
  return `${JSON.stringify(Object.fromEntries(ports), null, 2)}\n`;
}

function cell(content: string): string {
  return content.replaceAll('|', '\\|');
}

function section({ name, intro, values }: ChartValueGroup): string {
  const rows = values.map(
    ({ path, fallback, doc }) => `| \`${path}\` | \`${cell(JSON.stringify(fallback))}\` | ${cell(doc)} |`,
  );
  const table = ['| value | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
  return `### \`${name}\`\n\n${intro === '' ? '' : `${intro}\n\n`}${table}\n`;
}

/** README.md of the chart, from the comments of its values.yaml. */
export function chartReadme(): string {
  const groups = chartValues();
  const single = groups.filter(({ name, values }) => values.every(({ path }) => path === name));
  const general: ChartValueGroup = {
    name: 'general',
    intro: '',
    values: single.flatMap(({ values }) => values),
  };
  const sections = groups.filter((group) => !single.includes(group)).map(section);
  return `# Chart azlog-forwarder

<!-- Generated from values.yaml. -->

Installs [azlog-forwarder](../../README.md): a poller, a formatter and a sender, with what Kubernetes needs to run, scale, watch and
confine them. How to install it step by step is in [docs/kubernetes.md](../../docs/kubernetes.md). Files in \`ci/\` are examples that are tested.

\`config\` becomes the program's configuration file as it is; its options are in [docs/configuration.md](../../docs/configuration.md).
\`values.schema.json\` is made from the same tables as the program's own checks: unknown keys, wrong types and secrets that are written
out are refused before anything is installed.

It needs Kubernetes 1.27 or newer and Helm 3.

## Values

${section(general).replace('### `general`', '### General')}
${sections.join('\n')}`;
}
