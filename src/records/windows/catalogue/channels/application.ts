import { type ChannelCatalogue, parameters, unnamed } from './channel-catalogue.ts';

export const applicationError: ChannelCatalogue = {
  providers: ['Application Error'],
  category: 'Application',
  subcategories: {
    Failure: {
      1000: [
        'An application crashed.',
        `AppName, AppVersion, AppTimeStamp, ModuleName, ModuleVersion, ModuleTimeStamp, ExceptionCode, FaultingOffset, ProcessId, ProcessCreationTime, AppPath, ModulePath, IntegratorReportId, PackageFullName, PackageRelativeAppId, ${unnamed(15)}`,
        'medium',
      ],
      1005: [
        'An application could not be read from its medium.',
        'FilePath, AppName, StatusCode, MediumType',
        'medium',
      ],
    },
  },
};

export const applicationHang: ChannelCatalogue = {
  providers: ['Application Hang'],
  category: 'Application',
  subcategories: {
    Failure: {
      1002: [
        'An application stopped responding and was closed.',
        `AppName, AppVersion, ProcessId, StartTime, TerminationTime, ExeFileName, ReportId, PackageFullName, PackageRelativeAppId, HangType, ${unnamed(10)}`,
        'medium',
      ],
    },
  },
};

export const errorReporting: ChannelCatalogue = {
  providers: ['Windows Error Reporting'],
  category: 'Application',
  subcategories: {
    Failure: {
      1001: [
        'A fault was reported.',
        `Bucket, BucketType, EventName, Response, CabId, ${parameters(10, 'P')}, AttachedFiles, StorePath, AnalysisSymbol, Rechecking, ReportId, ReportStatus, HashedBucket, CabGuid, ${unnamed(22)}`,
      ],
    },
  },
};

export const popup: ChannelCatalogue = {
  providers: ['Application Popup'],
  category: 'Application',
  subcategories: {
    Message: {
      26: ['A message box of the system was shown.', 'Caption, Message'],
    },
  },
};

export const dotNet: ChannelCatalogue = {
  providers: ['.NET Runtime'],
  category: 'Application',
  subcategories: {
    Failure: {
      1025: ['A .NET application asked to be ended.', unnamed(1), 'medium'],
      1026: ['A .NET application was ended because of an unhandled exception.', unnamed(1), 'medium'],
    },
  },
};

export const vulnerability: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Audit-CVE', 'Audit-CVE'],
  category: 'Application',
  subcategories: {
    Exploit: {
      1: [
        'A possible attempt to exploit a known vulnerability was detected.',
        'CVEID, AdditionalDetails',
        'high',
      ],
    },
  },
};

export const installer: ChannelCatalogue = {
  providers: ['MsiInstaller'],
  category: 'Windows Installer',
  subcategories: {
    Product: {
      1033: ['Windows Installer installed a product.', unnamed(6), 'medium'],
      1034: ['Windows Installer removed a product.', unnamed(6), 'medium'],
      1035: ['Windows Installer reconfigured a product.', unnamed(6)],
      1036: ['Windows Installer installed an update.', unnamed(6)],
      1038: ['Windows Installer requires a restart.', unnamed(6)],
      11707: ['The installation of a product was completed.', unnamed(6), 'medium'],
      11708: ['The installation of a product failed.', unnamed(6), 'medium'],
      11724: ['The removal of a product was completed.', unnamed(6), 'medium'],
      11725: ['The removal of a product failed.', unnamed(6), 'medium'],
      11728: ['The configuration of a product was completed.', unnamed(6)],
      11729: ['The configuration of a product failed.', unnamed(6)],
    },
    Transaction: {
      1013: ['Windows Installer reported an error.', unnamed(6), 'medium'],
      1040: ['A Windows Installer transaction began.', unnamed(6)],
      1042: ['A Windows Installer transaction ended.', unnamed(6)],
    },
  },
};

export const databaseEngine: ChannelCatalogue = {
  providers: ['ESENT'],
  category: 'Database Engine',
  subcategories: {
    Instance: {
      102: ['The database engine is starting an instance.', unnamed(8)],
      103: ['The database engine stopped an instance.', unnamed(8)],
      105: ['The database engine started an instance.', unnamed(8)],
      300: ['The database engine is starting recovery.', unnamed(8)],
      301: ['The database engine has begun to replay a log file.', unnamed(8)],
      302: ['The database engine has completed recovery.', unnamed(8)],
    },
    Database: {
      216: ['The location of a database was changed.', unnamed(8), 'medium'],
      325: ['The database engine created a database.', unnamed(8), 'medium'],
      326: ['The database engine attached a database.', unnamed(8)],
      327: ['The database engine detached a database.', unnamed(8), 'medium'],
    },
  },
};

export const shadowCopyService: ChannelCatalogue = {
  providers: ['VSS'],
  category: 'Volume Shadow Copy',
  subcategories: {
    Service: {
      13: ['A component of the Volume Shadow Copy Service could not be started.', undefined, 'medium'],
      22: ['A component that the Volume Shadow Copy Service needs is not registered.', undefined, 'medium'],
      8193: [
        'The Volume Shadow Copy Service had an unexpected error calling a routine.',
        undefined,
        'medium',
      ],
      8194: [
        'The Volume Shadow Copy Service had an unexpected error querying a writer callback.',
        undefined,
        'medium',
      ],
      8224: ['The Volume Shadow Copy Service is shutting down because it is idle.'],
      12289: ['The Volume Shadow Copy Service had an unexpected error.', undefined, 'medium'],
      12293: [
        'The Volume Shadow Copy Service had an error calling a routine of a shadow copy provider.',
        undefined,
        'medium',
      ],
    },
  },
};

/** The default instance of SQL Server. */
export const sqlServer: ChannelCatalogue = {
  providers: ['MSSQLSERVER'],
  category: 'SQL Server',
  subcategories: {
    Logon: {
      18453: ['A logon to SQL Server with Windows authentication succeeded.', unnamed(2)],
      18454: ['A logon to SQL Server with SQL authentication succeeded.', unnamed(2)],
      18456: ['A logon to SQL Server failed.', unnamed(3), 'medium'],
    },
    Audit: {
      33205: ['A SQL Server audit event.', unnamed(1)],
    },
    Configuration: {
      15457: ['A configuration option of SQL Server was changed.', unnamed(3), 'mediumHigh'],
      17115: ['SQL Server was started with options on its command line.', unnamed(1)],
    },
  },
};

export const securityCenter: ChannelCatalogue = {
  providers: ['SecurityCenter'],
  category: 'Windows Security',
  subcategories: {
    Service: {
      1: ['The Windows Security Center service has started.', ''],
      2: ['The Windows Security Center service has stopped.', '', 'medium'],
      15: ['The status of a security product was updated.', undefined],
      16: ['The status of a security product could not be updated.', undefined, 'medium'],
    },
  },
};

export const profiles: ChannelCatalogue = {
  providers: ['Microsoft-Windows-User Profiles Service'],
  category: 'User Profile',
  subcategories: {
    Service: {
      1511: ['A user was logged on with a temporary profile.', undefined, 'medium'],
      1530: ['The registry file of a user is still in use by other applications.', undefined],
      1531: ['The User Profile Service has started successfully.', ''],
      1532: ['The User Profile Service has stopped.', ''],
    },
  },
};

export const backup: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Backup'],
  category: 'Backup',
  subcategories: {
    Backup: {
      4: ['The backup operation has finished successfully.'],
      5: ['The backup operation failed.', undefined, 'medium'],
      524: ['The system catalog of backups has been deleted.', undefined, 'high'],
    },
  },
};
