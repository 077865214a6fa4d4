import { defaulted, optional } from '../../options/option.ts';
import { readBlobAccess } from '../../options/table-access.ts';
import { decimal, startTime } from '../../options/value-types.ts';
import { accountOptions } from '../account-options.ts';
import { datesOf } from '../sas-dates.ts';
import { type SettingFault, sourceType } from '../source-type.ts';
import { containerList, defaultContainers } from './containers.ts';

/** Blobs that Azure Monitor writes. */
export const blob = sourceType({
  doc: 'blobs that Azure Monitor writes: diagnostic settings, Log Analytics data export, flow logs.',
  family: 'azure',
  options: {
    ...accountOptions('blob'),
    containers: optional(containerList(), {
      doc: 'Containers to read, by name or with `*` for any characters. Containers of flow logs are read by their exact name only.',
      example: ['insights-logs-*', 'am-securityevent'],
      otherwise: `the container that the URL in \`sas\` names, otherwise ${defaultContainers.map((name) => `\`${name}\``).join(', ')}`,
    }),
    start: defaulted(startTime(), 'now', {
      doc: 'Where the first read begins: `now` reads what is appended after the first look. After that, reading always resumes where it stopped.',
      example: '2026-01-31T08:00:00Z',
    }),
    pollSeconds: defaulted(decimal(1, 3_600), 30, {
      doc: 'Pause between two looks at the newest hours. Resources that are quiet are looked at less often, up to every five minutes.',
      example: 60,
    }),
    lateHours: optional(decimal(1, 720), {
      doc: 'How long after its hour azlog looks for records that are appended to a blob.',
      example: 48,
      otherwise: '72 for containers `am-*`, which Azure files by the time of the event; 6 for others',
    }),
  },
  check({ value, unread, signsIn, now }) {
    const { faults, target } = readBlobAccess(value, unread, signsIn);
    const signIn = target?.signIn;
    const isFromUrl = signIn?.by === 'sas' && signIn.sas.url !== undefined;
    const { containers, cloud = target?.cloud ?? 'AzureCloud' } = value;
    const more: SettingFault[] = [];
    const ofOne = signIn?.by === 'sas' && signIn.sas.parameters.get('sr') === 'c';
    const ownContainer = target?.table ?? '';
    if (ofOne && containers === undefined && ownContainer === '') {
      more.push({
        at: 'containers',
        what: 'it is not set, and the SAS is for one container (sr=c)',
        fix: 'Set `containers` to the name of that container.',
      });
    } else if (ofOne && containers?.some((name) => name.includes('*'))) {
      more.push({
        at: 'containers',
        what: 'it has a `*`, and the SAS is for one container (sr=c), so it cannot list containers',
        fix: 'Write the name of that container, or use a SAS of the account with `srt=sco`.',
      });
    } else if (containers !== undefined && ownContainer !== '' && String(containers) !== ownContainer) {
      more.push({
        at: 'containers',
        what: `the URL in \`sas\` names the container "${ownContainer}"`,
        fix: 'Remove `containers`, or leave only what follows the `?` in `sas`.',
      });
    }
    return {
      faults: [...faults, ...more],
      warnings:
        signIn?.by === 'sas'
          ? datesOf(signIn.sas, value.sas === undefined ? 'connectionString' : 'sas', now)
          : [],
      value: {
        ...value,
        cloud,
        containers: containers ?? (ownContainer === '' ? defaultContainers : [ownContainer]),
        ...(target !== undefined && isFromUrl ? { endpoint: target.endpoint.url } : {}),
      },
    };
  },
  place: ({ containers = defaultContainers }) => containers.join(', '),
  create: async (name, settings) => (await import('./blob.ts')).createBlob({ name, ...settings }),
});
