extension StandardNames {
    /// HOST-RESOURCES-MIB with its types (RFC 2790).
    static let hosts = """
        = HOST-RESOURCES-MIB
        @ 1.3.6.1.2.1.25.1 host hrSystem
        1 hrSystemUptime TimeTicks
        2 hrSystemDate DateAndTime
        3 hrSystemInitialLoadDevice INTEGER
        4 hrSystemInitialLoadParameters InternationalDisplayString
        5 hrSystemNumUsers Gauge32
        6 hrSystemProcesses Gauge32
        7 hrSystemMaxProcesses INTEGER
        @ 1.3.6.1.2.1.25.2 hrStorage
        2 hrMemorySize KBytes
        @ 1.3.6.1.2.1.25.2.3.1 hrStorageTable hrStorageEntry
        1 hrStorageIndex INTEGER
        2 hrStorageType AutonomousType
        3 hrStorageDescr DisplayString
        4 hrStorageAllocationUnits INTEGER
        5 hrStorageSize INTEGER
        6 hrStorageUsed INTEGER
        7 hrStorageAllocationFailures Counter32
        @ 1.3.6.1.2.1.25.3.2.1 hrDevice hrDeviceTable hrDeviceEntry
        1 hrDeviceIndex INTEGER
        2 hrDeviceType AutonomousType
        3 hrDeviceDescr DisplayString
        4 hrDeviceID ProductID
        5 hrDeviceStatus INTEGER unknown running warning testing down
        6 hrDeviceErrors Counter32
        @ 1.3.6.1.2.1.25.3.3.1 hrProcessorTable hrProcessorEntry
        1 hrProcessorFrwID ProductID
        2 hrProcessorLoad INTEGER
        @ 1.3.6.1.2.1.25.3.4.1 hrNetworkTable hrNetworkEntry
        1 hrNetworkIfIndex InterfaceIndexOrZero
        @ 1.3.6.1.2.1.25.3.5.1 hrPrinterTable hrPrinterEntry
        1 hrPrinterStatus INTEGER other unknown idle printing warmup
        2 hrPrinterDetectedErrorState OCTETS
        @ 1.3.6.1.2.1.25.3.6.1 hrDiskStorageTable hrDiskStorageEntry
        1 hrDiskStorageAccess INTEGER readWrite readOnly
        2 hrDiskStorageMedia INTEGER other unknown hardDisk floppyDisk opticalDiskROM opticalDiskWORM \
          opticalDiskRW ramDisk
        3 hrDiskStorageRemoveble TruthValue
        4 hrDiskStorageCapacity KBytes
        @ 1.3.6.1.2.1.25.3.7.1 hrPartitionTable hrPartitionEntry
        1 hrPartitionIndex INTEGER
        2 hrPartitionLabel InternationalDisplayString
        3 hrPartitionID OCTETS
        4 hrPartitionSize KBytes
        5 hrPartitionFSIndex INTEGER
        @ 1.3.6.1.2.1.25.3.8.1 hrFSTable hrFSEntry
        1 hrFSIndex INTEGER
        2 hrFSMountPoint InternationalDisplayString
        3 hrFSRemoteMountPoint InternationalDisplayString
        4 hrFSType AutonomousType
        5 hrFSAccess INTEGER readWrite readOnly
        6 hrFSBootable TruthValue
        7 hrFSStorageIndex INTEGER
        8 hrFSLastFullBackupDate DateAndTime
        9 hrFSLastPartialBackupDate DateAndTime
        @ 1.3.6.1.2.1.25.4 hrSWRun
        1 hrSWOSIndex INTEGER
        @ 1.3.6.1.2.1.25.4.2.1 hrSWRunTable hrSWRunEntry
        1 hrSWRunIndex INTEGER
        2 hrSWRunName InternationalDisplayString
        3 hrSWRunID ProductID
        4 hrSWRunPath InternationalDisplayString
        5 hrSWRunParameters InternationalDisplayString
        6 hrSWRunType INTEGER unknown operatingSystem deviceDriver application
        7 hrSWRunStatus INTEGER running runnable notRunnable invalid
        @ 1.3.6.1.2.1.25.5.1.1 hrSWRunPerf hrSWRunPerfTable hrSWRunPerfEntry
        1 hrSWRunPerfCPU INTEGER
        2 hrSWRunPerfMem KBytes
        @ 1.3.6.1.2.1.25.6 hrSWInstalled
        1 hrSWInstalledLastChange TimeTicks
        2 hrSWInstalledLastUpdateTime TimeTicks
        @ 1.3.6.1.2.1.25.6.3.1 hrSWInstalledTable hrSWInstalledEntry
        1 hrSWInstalledIndex INTEGER
        2 hrSWInstalledName InternationalDisplayString
        3 hrSWInstalledID ProductID
        4 hrSWInstalledType INTEGER unknown operatingSystem deviceDriver application
        5 hrSWInstalledDate DateAndTime
        @ 1.3.6.1.2.1.25.7 hrMIBAdminInfo
        1 hostResourcesMibModule
        = HOST-RESOURCES-TYPES
        @ 1.3.6.1.2.1.25.2.1
        1 hrStorageOther
        2 hrStorageRam
        3 hrStorageVirtualMemory
        4 hrStorageFixedDisk
        5 hrStorageRemovableDisk
        6 hrStorageFloppyDisk
        7 hrStorageCompactDisc
        8 hrStorageRamDisk
        9 hrStorageFlashMemory
        10 hrStorageNetworkDisk
        @ 1.3.6.1.2.1.25.3.1
        1 hrDeviceOther
        2 hrDeviceUnknown
        3 hrDeviceProcessor
        4 hrDeviceNetwork
        5 hrDevicePrinter
        6 hrDeviceDiskStorage
        10 hrDeviceVideo
        11 hrDeviceAudio
        12 hrDeviceCoprocessor
        13 hrDeviceKeyboard
        14 hrDeviceModem
        15 hrDeviceParallelPort
        16 hrDevicePointing
        17 hrDeviceSerialPort
        18 hrDeviceTape
        19 hrDeviceClock
        20 hrDeviceVolatileMemory
        21 hrDeviceNonVolatileMemory
        @ 1.3.6.1.2.1.25.3.9
        1 hrFSOther
        2 hrFSUnknown
        3 hrFSBerkeleyFFS
        4 hrFSSys5FS
        5 hrFSFat
        6 hrFSHPFS
        7 hrFSHFS
        8 hrFSMFS
        9 hrFSNTFS
        10 hrFSVNode
        11 hrFSJournaled
        12 hrFSiso9660
        13 hrFSRockRidge
        14 hrFSNFS
        15 hrFSNetware
        16 hrFSAFS
        17 hrFSDFS
        18 hrFSAppleshare
        19 hrFSRFS
        20 hrFSDGCFS
        21 hrFSBFS
        22 hrFSFAT32
        23 hrFSLinuxExt2
        @ 1.3.6.1.2.1.25.7
        4 hostResourcesTypesModule
        """
}
