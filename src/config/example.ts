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
} as const;

/** Variables of the reference that need no file at all; a test loads them. */
export const exampleEnvironment = {
  AZLOG_SOURCE_ACCOUNT: 'contosodiagnostics',
  AZLOG_SOURCE_ACCOUNT_KEY_FILE: '/run/secrets/account-key',
  AZLOG_DESTINATION_PRESET: 'splunk',
  AZLOG_DESTINATION_HOST: 'splunk.example.com',
  AZLOG_DESTINATION_TLS_CA_FILE: '/etc/azlog/ca.pem',
} as const;
