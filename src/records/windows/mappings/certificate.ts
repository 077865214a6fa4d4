import type { EventMappings } from '../../event-mapping.ts';
import { actor, join, type Shape } from './shapes.ts';

const requestId = { cef: { RequestId: 'cn2: Request ID' } } as const satisfies Shape;

/** Somebody manages a request for a certificate. */
const managedRequest = join(actor, requestId);

/** Somebody (`DOMAIN\name` in one field) asks for a certificate. */
const request = join(requestId, {
  cef: { Requester: 'duser', Attributes: 'cs1: Attributes', Subject: 'cs5: Subject' },
  leef: { Requester: 'usrName', Subject: 'resource' },
});

const requestedNames = {
  cef: {
    SubjectAlternativeName: 'cs6: Subject Alternative Name',
    CertificateTemplate: 'cs4: Certificate Template',
  },
} as const satisfies Shape;

const serviceState = {
  cef: {
    CertificateDatabaseHash: 'fileHash',
    PrivateKeyUsageCount: 'cn3: Private Key Usage Count',
    CACertificateHash: 'cs5: CA Certificate Hash',
    CAPublicKeyHash: 'cs6: CA Public Key Hash',
  },
  leef: {},
} as const;

/** A template as a domain controller holds it. */
const template = {
  cef: {
    TemplateInternalName: 'cs4: Certificate Template',
    TemplateOID: 'fileId',
    TemplateDSObjectFQDN: 'cs6: Object DN',
    DCDNSName: 'shost',
  },
  leef: { TemplateInternalName: 'resource' },
} as const satisfies Shape;

const templateUpdate = join(template, {
  cef: { NewTemplateContent: 'cs5: Template Content', OldTemplateContent: 'cs1: Old Template Content' },
});

const ocspConfiguration = { cef: { CAConfigurationId: 'cs5: CA Configuration ID' } } as const satisfies Shape;

/** Certificate Services, and the responder for the state of certificates. */
export const certificateMappings: EventMappings = {
  // The certificate manager denied a pending certificate request
  4868: managedRequest,
  // Certificate Services received a resubmitted certificate request
  4869: managedRequest,
  // Certificate Services revoked a certificate
  4870: join(actor, {
    cef: { CertificateSerialNumber: 'cs3: Certificate Serial Number', RevocationReason: 'reason' },
  }),
  // Certificate Services received a request to publish the certificate revocation list (CRL).
  // The times are texts in the language of the machine: under own keys.
  4871: actor,
  // Certificate Services published the certificate revocation list (CRL)
  4872: {
    cef: { PublishURLs: 'request', CRLNumber: 'cs6: CRL Number' },
    leef: { PublishURLs: 'url' },
  },
  // A certificate request extension changed
  4873: join(managedRequest, {
    cef: { ExtensionName: 'cs5: Extension Name', ExtensionData: 'cs6: Extension Data' },
  }),
  // One or more certificate request attributes changed
  4874: join(managedRequest, { cef: { Attributes: 'cs1: Attributes' } }),
  // Certificate Services received a request to shut down
  4875: actor,
  // Certificate Services backup started
  4876: join(actor, { cef: { BackupType: 'cs5: Backup Type' } }),
  // Certificate Services backup completed
  4877: actor,
  // Certificate Services started
  4880: serviceState,
  // Certificate Services stopped
  4881: serviceState,
  // The security permissions for Certificate Services changed
  4882: join(actor, { cef: { SecuritySettings: 'cs6: Security Settings' } }),
  // Certificate Services retrieved an archived key
  4883: managedRequest,
  // Certificate Services imported a certificate into its database
  4884: join(managedRequest, { cef: { Certificate: 'cs6: Certificate' } }),
  // The audit filter for Certificate Services changed
  4885: join(actor, { cef: { AuditFilter: 'cs6: Audit Filter' } }),
  // Certificate Services received a certificate request
  4886: join(request, requestedNames),
  // Certificate Services approved a certificate request and issued a certificate
  4887: join(request, requestedNames, { cef: { SerialNumber: 'cs3: Certificate Serial Number' } }),
  // Certificate Services denied a certificate request
  4888: request,
  // Certificate Services set the status of a certificate request to pending
  4889: request,
  // The certificate manager settings for Certificate Services changed
  4890: join(actor, { cef: { RestrictedPermissions: 'cs6: Security Settings' } }),
  // A configuration entry changed in Certificate Services.
  // Named like a value in a registry key, which is where it is kept.
  4891: join(actor, {
    cef: { Node: 'filePath', Entry: 'fname', Value: 'cs6: New Value' },
    leef: { Entry: 'resource' },
  }),
  // A property of Certificate Services changed
  4892: join(actor, {
    cef: { PropertyName: 'cs5: Property Name', PropertyValue: 'cs6: New Value' },
    leef: { PropertyName: 'resource' },
  }),
  // Certificate Services archived a key
  4893: join(requestId, {
    cef: { Requester: 'duser', KRAHashes: 'cs6: KRA Hashes' },
    leef: { Requester: 'usrName' },
  }),
  // Certificate Services imported and archived a key
  4894: managedRequest,
  // Certificate Services published the CA certificate to Active Directory Domain Services
  4895: { cef: { CertificateHash: 'fileHash' }, leef: {} },
  // One or more rows have been deleted from the certificate database
  4896: join(actor, {
    cef: { TableId: 'cs5: Table', Filter: 'cs6: Filter', RowsDeleted: 'cn3: Count' },
  }),
  // Role separation enabled
  4897: { cef: { RoleSeparationEnabled: 'cs6: Role Separation' }, leef: {} },
  // Certificate Services loaded a template
  4898: join(template, {
    cef: { TemplateContent: 'cs5: Template Content', SecurityDescriptor: 'filePermission' },
  }),
  // A Certificate Services template was updated
  4899: templateUpdate,
  // Certificate Services template security was updated
  4900: join(templateUpdate, {
    cef: { OldSecurityDescriptor: 'oldFilePermission', NewSecurityDescriptor: 'filePermission' },
  }),
  // A configuration entry changed in OCSP Responder Service
  5122: join(actor, ocspConfiguration, { cef: { NewValue: 'cs6: New Value' } }),
  // A configuration entry changed in OCSP Responder Service
  5123: join(actor, {
    cef: { PropertyName: 'cs5: Property Name', NewValue: 'cs6: New Value' },
    leef: { PropertyName: 'resource' },
  }),
  // A security setting was updated on the OCSP Responder Service
  5124: join(actor, { cef: { NewSecuritySettings: 'cs6: Security Settings' } }),
  // A request was submitted to the OCSP Responder Service
  5125: join(actor, {
    cef: {
      SerialNumber: 'cs3: Certificate Serial Number',
      CAName: 'cs5: CA Name',
      Status: 'cs4: Reason or Error Code',
    },
  }),
  // The OCSP Responder Service updated its signing certificate
  5126: join(ocspConfiguration, { cef: { NewSigningCertificateHash: 'fileHash' } }),
  // The OCSP Revocation Provider successfully updated the revocation information
  5127: join(ocspConfiguration, { cef: { BaseCRLHash: 'fileHash', BaseCRLNumber: 'cs6: CRL Number' } }),
};
