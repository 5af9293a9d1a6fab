// The data fields of a tensor's message: raw bytes, or one of protobuf's typed arrays.

/// What a TensorProto holds beside its name, type and shape.
struct TypedArrays {
  /// Range of `raw_data`; the last one counts.
  private(set) var raw: Range<Int>?
  /// The one packed array whose bytes are those that `raw_data` would have.
  private(set) var plain: Range<Int>?
  /// Bytes of all fields that hold elements of the type.
  private(set) var byteCount = 0
  /// How many such fields there are: for strings, their number.
  private(set) var pieces = 0

  private static let rawData = 9

  init(_ bytes: UnsafeRawBufferPointer, _ message: Range<Int>, of type: ElementType) throws(ProtobufWire.Failure) {
    let wanted = TypedArrays.field(of: type)
    var wire = ProtobufWire(bytes, message)
    while let field = try wire.next() {
      if field.number == TypedArrays.rawData, field.wireType == 2 { raw = field.range }
      guard field.number == wanted else { continue }
      pieces += 1
      byteCount += max(field.range.count, 1)
      plain = pieces == 1 && field.wireType == 2 ? field.range : nil
    }
    if type != .float32 && type != .float64 { plain = nil }
  }

  /// How many numbers stand for `count` elements: 4-bit ones are stored two in one.
  static func numbers(of type: ElementType, count: Int) -> Int {
    switch type {
    case .uint4, .int4, .float4E2M1: count / 2 + count % 2
    default: count
    }
  }

  /// The elements as the bytes that `raw_data` would have.
  ///
  /// - Returns: `nil` where the message holds more or fewer than `count` elements, or damaged ones.
  static func decode(
    _ bytes: UnsafeRawBufferPointer, _ message: Range<Int>, of type: ElementType, count: Int
  ) -> [UInt8]? {
    let numbers = numbers(of: type, count: count)
    guard type != .string, let width = type.byteCount(of: count).map({ numbers == 0 ? 0 : $0 / numbers }) else {
      return nil
    }
    var result: [UInt8] = []
    var wire = ProtobufWire(bytes, message)
    do throws(ProtobufWire.Failure) {
      while let field = try wire.next() {
        guard field.number == TypedArrays.field(of: type) else { continue }
        switch field.wireType {
        case 0: append(field.value, width, to: &result)
        case 2 where isFixed(type), 1, 5: result.append(contentsOf: bytes[field.range])
        default:
          var packed = ProtobufWire(bytes, field.range)
          while !packed.isAtEnd, result.count <= width * numbers { append(try packed.varint(), width, to: &result) }
        }
        guard result.count <= width * numbers else { return nil }
      }
    } catch {
      return nil
    }
    return result.count == width * numbers ? result : nil
  }

  /// Negative numbers are stored as 64 bits: cutting to the width keeps the two's complement.
  private static func append(_ value: UInt64, _ width: Int, to result: inout [UInt8]) {
    for index in 0..<width { result.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))) }
  }

  private static func isFixed(_ type: ElementType) -> Bool {
    switch type {
    case .float32, .float64, .complex64, .complex128: true
    default: false
    }
  }

  /// The field that holds elements of a type, by ONNX's rules.
  private static func field(of type: ElementType) -> Int {
    switch type {
    case .float32, .complex64: 4
    case .string: 6
    case .int64: 7
    case .float64, .complex128: 10
    case .uint32, .uint64: 11
    default: 5
    }
  }
}
