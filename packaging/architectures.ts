/** The machines that packages are made for: Debian's name, and what npm and Node.js call it. */
export const architectures = { amd64: 'x64', arm64: 'arm64' } as const;

export type Architecture = keyof typeof architectures;

export function isArchitecture(text: string): text is Architecture {
  return Object.hasOwn(architectures, text);
}
