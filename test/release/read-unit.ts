/** What a systemd unit says, as far as a test starts by it what systemd would start. */
export interface Unit {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly workingDirectory: string;
  /** Below /var/lib, to be made for the user. */
  readonly stateDirectory: string;
}

/** @throws Error that names what the unit lacks */
export function readUnit(text: string): Unit {
  const values = (key: string): readonly string[] =>
    [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);
  const one = (key: string): string => {
    const [value, ...more] = values(key);
    if (value === undefined || more.length > 0) throw new Error(`the unit has not one ${key}`);
    return value;
  };
  return {
    command: one('ExecStart').split(' '),
    environment: Object.fromEntries(
      values('Environment').map((pair) => [
        pair.slice(0, pair.indexOf('=')),
        pair.slice(pair.indexOf('=') + 1),
      ]),
    ),
    user: one('User'),
    workingDirectory: one('WorkingDirectory'),
    stateDirectory: one('StateDirectory'),
  };
}
