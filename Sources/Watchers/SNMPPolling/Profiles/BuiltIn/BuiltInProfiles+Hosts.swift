extension BuiltInProfiles {
    /// HOST-RESOURCES-MIB (RFC 2790). Sizes are counted in allocation units of the row. Read-only images are always full,
    /// so that the limit is for disks, and not for where images are mounted.
    static let hostResources = """
        profile: host-resources
        summary: Processors, memory, disks, users and processes of a host.
        applies_to: [1.3.6.1.4.1.8072.3.2, 1.3.6.1.4.1.311.1.1.3]
        scalars:
          - { name: hr_uptime_seconds, object: hrSystemUptime }
          - { name: hr_users, object: hrSystemNumUsers }
          - { name: hr_processes, object: hrSystemProcesses, keep: true }
        tables:
          - name: storage
            labels:
              - { name: name, object: hrStorageDescr, form: text }
              - { name: type, object: hrStorageType }
            identity: [name]
            metrics:
              - name: hr_storage_size_bytes
                object: hrStorageSize
                unit: B
                factors: [{ object: hrStorageAllocationUnits }]
              - name: hr_storage_used_bytes
                object: hrStorageUsed
                unit: B
                factors: [{ object: hrStorageAllocationUnits }]
              - { name: hr_storage_allocation_failures_per_s, object: hrStorageAllocationFailures, unit: failures/s }
            ratios:
              - { name: hr_storage_used_percent, of: hr_storage_used_bytes, to: hr_storage_size_bytes, keep: true }
          - name: processors
            labels:
              - { name: description, object: hrDeviceDescr, form: text }
            metrics:
              - { name: hr_processor_load_percent, object: hrProcessorLoad, unit: "%", keep: true }
        thresholds:
          - name: storage-full
            metric: hr_storage_used_percent
            above: 95%
            clear: 92%
            for: 3
            where:
              type: hrStorageFixedDisk
              name: ["!/snap/*", "!/run/*", "!/dev/*", "!/sys/*", "!/proc/*", "!/media/*", "!/mnt/*", "!/cdrom*"]

        """

    /// UCD-SNMP-MIB of net-snmp's agent. Raw processor counters are hundredths of a second summed over the processors,
    /// so that their growth a second is the percentage of one of them.
    static let ucd = """
        profile: ucd
        summary: Load, memory, processors and watched disks of a host with net-snmp's agent.
        applies_to: [1.3.6.1.4.1.8072.3.2]
        scalars:
          - { name: load_1min, object: laLoadInt.1, scale: 0.01, keep: true }
          - { name: load_5min, object: laLoadInt.2, scale: 0.01 }
          - { name: load_15min, object: laLoadInt.3, scale: 0.01 }
          - { name: memory_total_bytes, object: [memTotalRealX, memTotalReal], unit: B, scale: 1024 }
          - { name: memory_free_bytes, object: [memAvailRealX, memAvailReal], unit: B, scale: 1024 }
          - { name: memory_available_bytes, object: memSysAvail, unit: B, scale: 1024, keep: true }
          - { name: memory_buffers_bytes, object: [memBufferX, memBuffer], unit: B, scale: 1024 }
          - { name: memory_cached_bytes, object: [memCachedX, memCached], unit: B, scale: 1024 }
          - { name: swap_total_bytes, object: [memTotalSwapX, memTotalSwap], unit: B, scale: 1024 }
          - { name: swap_free_bytes, object: [memAvailSwapX, memAvailSwap], unit: B, scale: 1024 }
          - { name: cpu_count, object: ssCpuNumCpus }
          - { name: cpu_user_raw, object: ssCpuRawUser, unit: "%" }
          - { name: cpu_nice_raw, object: ssCpuRawNice, unit: "%" }
          - { name: cpu_system_raw, object: ssCpuRawSystem, unit: "%" }
          - { name: cpu_idle_raw, object: ssCpuRawIdle, unit: "%" }
          - { name: cpu_wait_raw, object: ssCpuRawWait, unit: "%" }
          - { name: cpu_interrupt_raw, object: ssCpuRawInterrupt, unit: "%" }
          - { name: cpu_softirq_raw, object: ssCpuRawSoftIRQ, unit: "%" }
          - { name: cpu_steal_raw, object: ssCpuRawSteal, unit: "%" }
          - { name: blocks_sent_per_s, object: ssIORawSent, unit: blocks/s }
          - { name: blocks_received_per_s, object: ssIORawReceived, unit: blocks/s }
          - { name: interrupts_per_s, object: ssRawInterrupts, unit: interrupts/s }
          - { name: context_switches_per_s, object: ssRawContexts, unit: switches/s }
          - { name: swap_in_blocks_per_s, object: ssRawSwapIn, unit: blocks/s }
          - { name: swap_out_blocks_per_s, object: ssRawSwapOut, unit: blocks/s }
        ratios:
          - { name: cpu_idle_percent, of: cpu_idle_raw, to: cpu_count, scale: 1, unit: "%", keep: true }
          - { name: memory_available_percent, of: memory_available_bytes, to: memory_total_bytes, keep: true }
          - { name: swap_free_percent, of: swap_free_bytes, to: swap_total_bytes }
        tables:
          - name: disks
            labels:
              - { name: path, object: dskPath, form: text }
              - { name: device, object: dskDevice, form: text }
            identity: [path]
            metrics:
              - { name: disk_used_percent, object: dskPercent, unit: "%", keep: true }
              - { name: disk_inodes_used_percent, object: dskPercentNode, unit: "%" }
              - { name: disk_error, object: dskErrorFlag }
        thresholds:
          - { name: memory-low, metric: memory_available_percent, below: 3%, clear: 6%, for: 5 }
          - name: disk-error
            metric: disk_error
            is: error
            for: 3
            where: { path: ["!/snap/*", "!/run/*", "!/dev/*", "!/sys/*", "!/proc/*", "!/media/*", "!/mnt/*", "!/cdrom*"] }

        """
}
