extension BuiltInProfiles {
    /// UPS-MIB (RFC 1628). The makers whose cards speak it are those of APC's rivals: Eaton, Riello.
    static let ups = """
        profile: ups
        summary: Battery, source and load of an uninterruptible power supply (RFC 1628).
        applies_to: [1.3.6.1.2.1.33, 1.3.6.1.4.1.534, 1.3.6.1.4.1.5491]
        scalars:
          - { name: ups_battery_status, object: upsBatteryStatus }
          - { name: ups_output_source, object: upsOutputSource }
          - { name: ups_on_battery_seconds, object: upsSecondsOnBattery, unit: s }
          - { name: ups_remaining_seconds, object: upsEstimatedMinutesRemaining, unit: s, scale: 60, keep: true }
          - { name: ups_charge_percent, object: upsEstimatedChargeRemaining, unit: "%", keep: true }
          - { name: ups_battery_volts, object: upsBatteryVoltage, unit: V, scale: 0.1 }
          - { name: ups_battery_amperes, object: upsBatteryCurrent, unit: A, scale: 0.1 }
          - { name: ups_battery_celsius, object: upsBatteryTemperature, unit: "°C", keep: true }
          - { name: ups_alarms, object: upsAlarmsPresent }
          - { name: ups_output_hertz, object: upsOutputFrequency, unit: Hz, scale: 0.1 }
        texts:
          - { name: manufacturer, object: upsIdentManufacturer, form: text }
          - { name: model, object: upsIdentModel, form: text }
          - { name: firmware, object: upsIdentUPSSoftwareVersion, form: text }
          - { name: ups_name, object: upsIdentName, form: text }
        tables:
          - name: ups_inputs
            metrics:
              - { name: ups_input_volts, object: upsInputVoltage, unit: V }
              - { name: ups_input_hertz, object: upsInputFrequency, unit: Hz, scale: 0.1 }
              - { name: ups_input_amperes, object: upsInputCurrent, unit: A, scale: 0.1 }
              - { name: ups_input_watts, object: upsInputTruePower, unit: W }
          - name: ups_outputs
            metrics:
              - { name: ups_output_load_percent, object: upsOutputPercentLoad, unit: "%", keep: true }
              - { name: ups_output_volts, object: upsOutputVoltage, unit: V }
              - { name: ups_output_amperes, object: upsOutputCurrent, unit: A, scale: 0.1 }
              - { name: ups_output_watts, object: upsOutputPower, unit: W }
        thresholds:
          - { name: ups-on-battery, metric: ups_output_source, is: battery, for: 2, severity: error }
          - { name: ups-battery-low, metric: ups_battery_status, is: [batteryLow, batteryDepleted], severity: critical }
          - { name: ups-on-bypass, metric: ups_output_source, is: bypass, for: 3 }
          - { name: ups-overload, metric: ups_output_load_percent, above: 90%, clear: 80%, for: 3 }

        """

    /// ENTITY-SENSOR-MIB (RFC 3433): each row has its own unit, scale and number of decimals. exa and peta stand in this
    /// order in the MIB.
    static let entitySensors = """
        profile: entity-sensors
        summary: Temperatures, voltages, fans and other sensors (RFC 3433).
        tables:
          - name: sensors
            labels:
              - { name: name, object: entPhysicalName, form: text }
              - { name: description, object: entPhysicalDescr, form: text }
              - { name: type, object: entPhySensorType }
              - { name: unit, object: entPhySensorUnitsDisplay, form: text }
            identity: [name, description]
            metrics:
              - name: sensor_value
                object: entPhySensorValue
                keep: true
                factors:
                  - object: entPhySensorScale
                    exponents: { 1: -24, 2: -21, 3: -18, 4: -15, 5: -12, 6: -9, 7: -6, 8: -3, 9: 0, 10: 3, 11: 6,
                                 12: 9, 13: 12, 14: 18, 15: 15, 16: 21, 17: 24 }
                  - { object: entPhySensorPrecision, exponent: -1 }
              - { name: sensor_status, object: entPhySensorOperStatus }
        thresholds:
          - { name: sensor-failed, metric: sensor_status, is: nonoperational, for: 3 }

        """
}
