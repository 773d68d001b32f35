import FuzzTime

/// What libFuzzer calls with each input; 0 is "keep it if it is new".
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    unsafe TimeTarget.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
