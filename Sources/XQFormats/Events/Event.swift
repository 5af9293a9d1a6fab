// One event of an event file: tensorflow.Event, as far as a quantization log needs it.

/// An event. Graphs and histograms stay where they lie until they are read: see ``EventGraph`` and ``EventHistogram``.
public struct Event: Sendable {
  public enum Content: Sendable {
    /// The first event of a file.
    case fileVersion(String)
    /// A graph, at this range of the file.
    case graph(Range<Int>)
    case summary([SummaryValue])
    /// Anything else: run times, metadata, log messages.
    case other
  }

  /// Seconds since 1970.
  public let wallTime: Double
  public let step: Int64
  public let content: Content

  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) throws(ProtobufWire.Failure) {
    var wire = ProtobufWire(bytes, range)
    var (wallTime, step, content) = (0.0, Int64(0), Content.other)
    while let field = try wire.next() {
      switch (field.number, field.wireType) {
      case (1, 1): wallTime = bytes.double(at: field.range.lowerBound)
      case (2, 0): step = Int64(bitPattern: field.value)
      case (3, 2): content = .fileVersion(bytes.text(field.range))
      case (4, 2): content = .graph(field.range)
      case (5, 2): content = .summary(try Self.values(bytes, field.range))
      default: break
      }
    }
    (self.wallTime, self.step, self.content) = (wallTime, step, content)
  }

  private static func values(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) throws(ProtobufWire.Failure) -> [SummaryValue] {
    var wire = ProtobufWire(bytes, range)
    var values: [SummaryValue] = []
    while let field = try wire.next() {
      if field.number == 1, field.wireType == 2 { values.append(try SummaryValue(bytes, field.range)) }
    }
    return values
  }
}

/// A named value of a summary.
public struct SummaryValue: Sendable {
  public enum Content: Sendable {
    case number(Float)
    /// A histogram, at this range of the file.
    case histogram(Range<Int>)
    /// A picture, a text, a tensor.
    case other
  }

  public let tag: String
  public let content: Content

  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) throws(ProtobufWire.Failure) {
    var wire = ProtobufWire(bytes, range)
    var (tag, content) = ("", Content.other)
    while let field = try wire.next() {
      switch (field.number, field.wireType) {
      case (1, 2): tag = bytes.text(field.range)
      case (2, 5): content = .number(bytes.float(at: field.range.lowerBound))
      case (5, 2): content = .histogram(field.range)
      default: break
      }
    }
    (self.tag, self.content) = (tag, content)
  }
}

/// Little-endian numbers and texts of fields, whose ranges ``ProtobufWire`` has checked.
extension UnsafeRawBufferPointer {
  func double(at place: Int) -> Double {
    Double(bitPattern: loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian)
  }

  func float(at place: Int) -> Float {
    Float(bitPattern: loadUnaligned(fromByteOffset: place, as: UInt32.self).littleEndian)
  }

  /// Bytes that are no UTF-8 become replacement characters.
  func text(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }
}
