// Elements of one type as another: where every value stays what it is, and not otherwise.

/// A conversion without loss.
struct ValueConversion {
  let from: ElementType
  let to: ElementType
  let file: String
  let array: String
  let input: String

  /// Whether it is tried at all: from integers to integers and floats, and between floats. Each value is verified.
  static func isPossible(from: ElementType, to: ElementType) -> Bool {
    if from == to { return true }
    guard plain.contains(from), plain.contains(to), to != .bool else { return false }
    return to.isFloat || !from.isFloat
  }

  private static let plain: Set<ElementType> = [
    .bool, .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64, .float16, .float32, .float64,
  ]

  /// - Throws: at the first value that would change. NaN stays NaN.
  func convert(_ view: ByteView, _ count: Int) throws(FormatError) -> ByteView {
    let buffer = AlignedBuffer(byteCount: to.byteCount(of: count) ?? 0)
    let lost: String? =
      switch from {
      case .bool, .uint8: integers(UInt8.self, view, count, buffer)
      case .int8: integers(Int8.self, view, count, buffer)
      case .uint16: integers(UInt16.self, view, count, buffer)
      case .int16: integers(Int16.self, view, count, buffer)
      case .uint32: integers(UInt32.self, view, count, buffer)
      case .int32: integers(Int32.self, view, count, buffer)
      case .uint64: integers(UInt64.self, view, count, buffer)
      case .int64: integers(Int64.self, view, count, buffer)
      case .float16: floats(Float16.self, view, count, buffer)
      case .float32: floats(Float.self, view, count, buffer)
      case .float64: floats(Double.self, view, count, buffer)
      default: "a value of type \(from.name)"
      }
    guard let lost else { return buffer.view }
    throw FormatError(
      .mismatched, file: file, subject: array.isEmpty ? nil : array,
      "is \(from.name) and holds \(lost), which the model's \(to.name) input '\(input)' cannot hold exactly",
      advice: ["convert it where the data are made: array.astype(np.\(to.name))"])
  }

  private func integers<Source: FixedWidthInteger & BitwiseCopyable>(
    _ source: Source.Type, _ view: ByteView, _ count: Int, _ buffer: AlignedBuffer
  ) -> String? {
    switch to {
    case .uint8: each(view, count, buffer) { (value: Source) in UInt8(exactly: value) }
    case .int8: each(view, count, buffer) { (value: Source) in Int8(exactly: value) }
    case .uint16: each(view, count, buffer) { (value: Source) in UInt16(exactly: value) }
    case .int16: each(view, count, buffer) { (value: Source) in Int16(exactly: value) }
    case .uint32: each(view, count, buffer) { (value: Source) in UInt32(exactly: value) }
    case .int32: each(view, count, buffer) { (value: Source) in Int32(exactly: value) }
    case .uint64: each(view, count, buffer) { (value: Source) in UInt64(exactly: value) }
    case .int64: each(view, count, buffer) { (value: Source) in Int64(exactly: value) }
    case .float16: each(view, count, buffer) { (value: Source) in Float16(exactly: value) }
    case .float32: each(view, count, buffer) { (value: Source) in Float(exactly: value) }
    case .float64: each(view, count, buffer) { (value: Source) in Double(exactly: value) }
    default: "values"
    }
  }

  private func floats<Source: BinaryFloatingPoint & BitwiseCopyable>(
    _ source: Source.Type, _ view: ByteView, _ count: Int, _ buffer: AlignedBuffer
  ) -> String? {
    switch to {
    case .float16: each(view, count, buffer) { (value: Source) in value.isNaN ? .nan : Float16(exactly: value) }
    case .float32: each(view, count, buffer) { (value: Source) in value.isNaN ? .nan : Float(exactly: value) }
    case .float64: each(view, count, buffer) { (value: Source) in value.isNaN ? .nan : Double(exactly: value) }
    default: "values"
    }
  }

  /// Returns the first value that `convert` has no answer for.
  private func each<Source: BitwiseCopyable, Target: BitwiseCopyable>(
    _ view: ByteView, _ count: Int, _ buffer: AlignedBuffer, _ convert: (Source) -> Target?
  ) -> String? {
    for index in 0..<count {
      let value = view.bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Source>.stride, as: Source.self)
      guard let target = convert(value) else { return "\(value)" }
      buffer.bytes.storeBytes(of: target, toByteOffset: index * MemoryLayout<Target>.stride, as: Target.self)
    }
    return nil
  }
}
