// Types of tensor elements.

/// The type of a tensor's elements, numbered as ONNX and ONNX Runtime number it.
public enum ElementType: Int32, Sendable, CaseIterable {
  case float32 = 1
  case uint8, int8, uint16, int16, int32, int64
  case string
  case bool
  case float16, float64
  case uint32, uint64
  case complex64, complex128
  case bfloat16
  case float8E4M3FN, float8E4M3FNUZ, float8E5M2, float8E5M2FNUZ
  case uint4, int4
  case float4E2M1

  /// Bits of one element in memory; `nil` for strings.
  public var bits: Int? {
    switch self {
    case .uint4, .int4, .float4E2M1: 4
    case .uint8, .int8, .bool, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ: 8
    case .uint16, .int16, .float16, .bfloat16: 16
    case .float32, .int32, .uint32: 32
    case .float64, .int64, .uint64, .complex64: 64
    case .complex128: 128
    case .string: nil
    }
  }

  /// Whether it is a floating-point type, of any width.
  public var isFloat: Bool {
    switch self {
    case .float32, .float16, .float64, .bfloat16, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ,
      .float4E2M1:
      true
    default: false
    }
  }

  /// The name that users know: `float32`, `uint8`, `bfloat16`.
  public var name: String {
    switch self {
    case .float8E4M3FN: "fp8_e4m3fn"
    case .float8E4M3FNUZ: "fp8_e4m3fnuz"
    case .float8E5M2: "fp8_e5m2"
    case .float8E5M2FNUZ: "fp8_e5m2fnuz"
    case .float4E2M1: "fp4_e2m1"
    default: String(describing: self)
    }
  }

  /// Bytes of `count` elements, `nil` where that overflows or the type has no fixed size.
  public func byteCount(of count: Int) -> Int? {
    guard let bits, count >= 0 else { return nil }
    let (total, overflow) = count.multipliedReportingOverflow(by: bits)
    return overflow ? nil : total / 8 + (total % 8 == 0 ? 0 : 1)
  }
}
