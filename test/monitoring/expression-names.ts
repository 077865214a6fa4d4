import { parser } from '@prometheus-io/lezer-promql';
import { createMetrics, metricsTable } from '../../src/telemetry/metrics.ts';

/** Labels that Prometheus or Kubernetes give to every series. */
const targetLabels = ['job', 'instance', 'namespace'];

/** The labels of every series that a process can tell, and of Prometheus's own `up`. */
export async function knownSeries(): Promise<ReadonlyMap<string, readonly string[]>> {
  const known = new Map<string, readonly string[]>([['up', []]]);
  const labelsOf = new Map<string, readonly string[]>(
    Object.values(metricsTable).map(({ name, labels }) => [name, labels]),
  );
  for (const { name, type, values } of await createMetrics().registry.getMetricsAsJSON()) {
    const labels = labelsOf.get(name) ?? values.flatMap((value) => Object.keys(value.labels));
    if (String(type) !== 'histogram') known.set(name, labels);
    else for (const part of ['bucket', 'sum', 'count']) known.set(`${name}_${part}`, [...labels, 'le']);
  }
  return known;
}

/** What is wrong with an expression: unknown series, labels that its series do not have, or that it is none. */
export function problemsOf(expression: string, known: ReadonlyMap<string, readonly string[]>): string[] {
  const problems: string[] = [];
  const allowed = new Set(targetLabels);
  const grouped: string[] = [];
  let metric = '';
  parser.parse(expression).iterate({
    enter({ name, node, from, to, type }) {
      const text = expression.slice(from, to);
      if (type.isError) problems.push(`no PromQL at ${from}: ${expression}`);
      if (name === 'VectorSelector') metric = '';
      if (name === 'Identifier') {
        metric = text;
        const labels = known.get(metric);
        if (labels === undefined) problems.push(`there is no metric ${metric}`);
        for (const label of labels ?? []) allowed.add(label);
      }
      if (name === 'FunctionIdentifier' && text === 'label_replace') {
        // The second argument names the label that it makes.
        const made = /^label_replace\(.*?, "(\w+)", "\$1", /.exec(expression.slice(from));
        if (made?.[1] !== undefined) allowed.add(made[1]);
      }
      if (name !== 'LabelName') return;
      if (node.parent?.name === 'GroupingLabels') grouped.push(text);
      else if (![...(known.get(metric) ?? []), ...targetLabels].includes(text))
        problems.push(`${metric} has no label ${text}`);
    },
  });
  for (const label of grouped) if (!allowed.has(label)) problems.push(`nothing has the label ${label}`);
  return problems;
}
