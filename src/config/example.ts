/** Files of the reference; a test loads each of them. */
export const exampleFiles = {
  smallest: `sources:
  - account: contosodiagnostics
    accountKey: { env: CONTOSO_KEY }
destinations:
  - preset: splunk
    host: splunk.example.com
`,
  several: `queue:
  url: redis://redis.example.com:6379/0
  password: { file: /run/secrets/queue-password }
  budget: 4GiB
sources:
  - name: production
    account: contosodiagnostics
    sas: { file: /run/secrets/azure-sas }
  - name: government
    cloud: AzureUSGovernment
    connectionString: { env: GOVERNMENT_CONNECTION_STRING }
    start: 2026-01-31T08:00:00Z
destinations:
  - name: splunk
    preset: sc4s
    host: sc4s.example.com
    tls:
      caFile: /etc/azlog/ca.pem
  - name: qradar
    preset: qradar
    host: qradar.example.com
    sources: [production]
    maxMessageBytes: 32000
    tls:
      fingerprint256: 8E:0B:11:2C:43:A7:95:5F:00:DE:6A:C9:31:7B:24:F8:62:9D:A0:4C:BB:15:E3:58:07:F1:36:8A:D4:90:2E:C5
`,
  severities: `sources:
  - account: contosodiagnostics
    accountKey: { env: CONTOSO_KEY }
destinations:
  - preset: splunk
    host: splunk.example.com
severities:
  - severity: 9
    ids: [1102, 4719]
    channel: Security
  - severity: 1
    ids: [5152, 5156-5159]
    provider: Microsoft-Windows-Security-Auditing
  - severity: 6
    outcome: failure
`,
  rules: `sources:
  - account: contosodiagnostics
    accountKey: { env: CONTOSO_KEY }
destinations:
  - name: siem
    preset: splunk
    host: splunk.example.com
  - name: lake
    preset: rsyslog
    host: lake.example.com
hashing:
  key: { file: /run/secrets/hash-key }
transforms:
  - name: no-machine-logons
    destinations: siem
    exclude:
      ids: [4624, 4634]
      fields: { TargetUserName: "*$", LogonType: 3 }
  - name: no-passwords
    redact: [CommandLine, ProcessCommandLine]
    when:
      fields: { "*CommandLine": '/(^|[\\s\\/-])(p|pw|password)[:=\\s]/i' }
  - name: hidden-names
    destinations: lake
    hash: ["*UserName", AccountName, "*UserSid", System.UserID]
  - name: environment
    add: { Environment: production }
`,
} as const;

/** Variables of the reference that need no file at all; a test loads them. */
export const exampleEnvironment = {
  AZLOG_SOURCE_ACCOUNT: 'contosodiagnostics',
  AZLOG_SOURCE_ACCOUNT_KEY_FILE: '/run/secrets/account-key',
  AZLOG_DESTINATION_PRESET: 'splunk',
  AZLOG_DESTINATION_HOST: 'splunk.example.com',
  AZLOG_DESTINATION_TLS_CA_FILE: '/etc/azlog/ca.pem',
} as const;
