// Elements of every type as numbers.

/// Decoders of little-endian elements. `bytes` must hold `count` elements of the type.
public enum ElementDecoding {
  /// Elements as single precision, the nearest value where a type has more digits; none for texts and complex numbers.
  public static func floats(_ bytes: UnsafeRawBufferPointer, _ type: ElementType, _ count: Int) -> [Float] {
    switch type {
    case .float32: map(bytes, count) { (value: Float) in value }
    case .float64: map(bytes, count) { (value: Double) in Float(value) }
    case .float16: map(bytes, count) { (value: Float16) in Float(value) }
    case .bfloat16: map(bytes, count) { (value: UInt16) in Float(bitPattern: UInt32(value) << 16) }
    case .uint8: map(bytes, count) { (value: UInt8) in Float(value) }
    case .int8: map(bytes, count) { (value: Int8) in Float(value) }
    case .uint16: map(bytes, count) { (value: UInt16) in Float(value) }
    case .int16: map(bytes, count) { (value: Int16) in Float(value) }
    case .uint32: map(bytes, count) { (value: UInt32) in Float(value) }
    case .int32: map(bytes, count) { (value: Int32) in Float(value) }
    case .uint64: map(bytes, count) { (value: UInt64) in Float(value) }
    case .int64: map(bytes, count) { (value: Int64) in Float(value) }
    case .bool: map(bytes, count) { (value: UInt8) in value == 0 ? 0 : 1 }
    case .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ: small(bytes, count, SmallFloat(type))
    case .float4E2M1: halves(bytes, count).map { SmallFloat.float4E2M1[Int($0 & 15)] }
    case .uint4, .int4: (integers(bytes, type, count) ?? []).map { Float($0) }
    case .string, .complex64, .complex128: []
    }
  }

  static func integers(_ bytes: UnsafeRawBufferPointer, _ type: ElementType, _ count: Int) -> [Int64]? {
    switch type {
    case .uint8: map(bytes, count) { (value: UInt8) in Int64(value) }
    case .int8: map(bytes, count) { (value: Int8) in Int64(value) }
    case .uint16: map(bytes, count) { (value: UInt16) in Int64(value) }
    case .int16: map(bytes, count) { (value: Int16) in Int64(value) }
    case .uint32: map(bytes, count) { (value: UInt32) in Int64(value) }
    case .int32: map(bytes, count) { (value: Int32) in Int64(value) }
    case .int64: map(bytes, count) { (value: Int64) in value }
    case .bool: map(bytes, count) { (value: UInt8) in value == 0 ? 0 : 1 }
    case .uint4: halves(bytes, count).map { Int64($0 & 15) }
    case .int4: halves(bytes, count).map { Int64(Int8(bitPattern: $0 << 4) >> 4) }
    case .uint64:
      map(bytes, count) { (value: UInt64) in Int64(exactly: value) }.reduce(into: [Int64]?([])) { result, value in
        guard let value else {
          result = nil
          return
        }
        result?.append(value)
      }
    default: nil
    }
  }

  /// Unaligned loads: constants lie at any byte of a model's file.
  private static func map<Element: BitwiseCopyable, Result>(
    _ bytes: UnsafeRawBufferPointer, _ count: Int, _ transform: (Element) -> Result
  ) -> [Result] {
    let stride = MemoryLayout<Element>.stride
    precondition(bytes.count / stride >= count, "fewer bytes than elements")
    return (0..<count).map { transform(bytes.loadUnaligned(fromByteOffset: $0 * stride, as: Element.self)) }
  }

  /// Each 4-bit element in the low half of a byte.
  private static func halves(_ bytes: UnsafeRawBufferPointer, _ count: Int) -> [UInt8] {
    (0..<count).map { $0.isMultiple(of: 2) ? bytes[$0 / 2] & 15 : bytes[$0 / 2] >> 4 }
  }

  private static func small(_ bytes: UnsafeRawBufferPointer, _ count: Int, _ format: SmallFloat) -> [Float] {
    let table = (0...UInt8.max).map { format.value($0) }
    return (0..<count).map { table[Int(bytes[$0])] }
  }
}

/// The 8-bit float formats of ONNX (Micikevicius et al. 2022, "FP8 formats for deep learning"; the UZ variants: Noune et
/// al. 2022, "8-bit numerical formats for deep neural networks").
struct SmallFloat {
  private let mantissaBits: Int
  private let bias: Int
  /// FN: no infinities; UZ: no negative zero, whose code is the only NaN.
  private let hasInfinities: Bool
  private let isUnsignedZero: Bool

  /// Any type but the four 8-bit ones is taken as E4M3FN.
  init(_ type: ElementType) {
    mantissaBits = type == .float8E5M2 || type == .float8E5M2FNUZ ? 2 : 3
    isUnsignedZero = type == .float8E4M3FNUZ || type == .float8E5M2FNUZ
    hasInfinities = type == .float8E5M2
    bias = (mantissaBits == 2 ? 15 : 7) + (isUnsignedZero ? 1 : 0)
  }

  func value(_ code: UInt8) -> Float {
    let magnitude = Int(code & 0x7F)
    let exponent = magnitude >> mantissaBits
    let mantissa = magnitude & ((1 << mantissaBits) - 1)
    let isNegative = code & 0x80 != 0
    if isUnsignedZero {
      if code == 0x80 { return .nan }
    } else if hasInfinities, exponent == 31 {
      return mantissa == 0 ? (isNegative ? -.infinity : .infinity) : .nan
    } else if !hasInfinities, magnitude == 0x7F {
      return .nan
    }
    let significand = exponent == 0 ? mantissa : mantissa + 1 << mantissaBits
    let value = Float(sign: .plus, exponent: max(exponent, 1) - bias - mantissaBits, significand: Float(significand))
    return isNegative ? -value : value
  }

  static let float4E2M1: [Float] = [0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6]
}
