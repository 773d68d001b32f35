import CLinux
public import Model

extension KernelClock {
    /// What the kernel says now. It is only read; the right to set the clock is not needed.
    public static func read() throws(SocketFault) -> KernelClock {
        var state = clinux_kernel_clock()
        try SocketFault.check(unsafe clinux_read_kernel_clock(&state), "read", "the kernel's clock (adjtimex)")
        return KernelClock(
            isSynchronised: state.is_synchronised,
            maximumErrorSeconds: Double(state.maximum_error_microseconds) / 1e6,
            estimatedErrorSeconds: Double(state.estimated_error_microseconds) / 1e6,
            frequencyPPM: Double(state.frequency_ppm_65536) / 65_536, leap: Int(state.leap),
            taiOffsetSeconds: Int(state.tai_offset_seconds))
    }
}
