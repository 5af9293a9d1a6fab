// The head of a `.npy` array: type, byte order, shape, where the data begin.
//
// Format: numpy.lib.format, versions 1.0, 2.0 and 3.0.

import XQSystem

/// What a `.npy` file says about its array.
public struct NpyHeader: Sendable, Equatable {
  public let type: ElementType
  public let isBigEndian: Bool
  /// Whether the first index runs fastest.
  public let isFortranOrder: Bool
  public let shape: [Int]
  /// Number of elements.
  public let count: Int
  /// Where the data begin, in bytes from the start of the array's file.
  public let dataOffset: Int
  /// Bytes of the data.
  public let byteCount: Int

  /// Bytes that are needed to tell how long the head is.
  static let preambleLength = 12
  /// The longest head that is read: far beyond what any shape needs.
  static let longestHead = 1 << 16

  /// Bytes of the whole head, from its first ``preambleLength`` bytes (or all there are).
  static func length(_ preamble: some Collection<UInt8>, file: String, member: String?) throws(FormatError) -> Int {
    let head = Array(preamble.prefix(preambleLength))
    func error(_ kind: FormatError.Kind, _ problem: String) -> FormatError {
      FormatError(kind, file: file, subject: member, problem)
    }
    guard !head.isEmpty else { throw error(.empty, "is empty; wanted an .npy array") }
    guard FileSignature.isNpy(head) || FileSignature.npyMagic.starts(with: head) else {
      throw error(.foreign, "is not an .npy array")
    }
    guard head.count >= 10 else { throw error(.truncated, "is truncated inside its header") }
    let version = head[6]
    guard (1...3).contains(version), head[7] == 0 else {
      throw error(.unsupported, "has .npy version \(version).\(head[7]); wanted 1.0, 2.0 or 3.0")
    }
    var length = Int(head[8]) | Int(head[9]) << 8
    if version > 1 {
      guard head.count >= 12 else { throw error(.truncated, "is truncated inside its header") }
      length |= Int(head[10]) << 16 | Int(head[11]) << 24
    }
    guard length <= longestHead else {
      throw error(.invalid, "states a header of \(length) bytes; wanted at most \(longestHead)")
    }
    return (version > 1 ? 12 : 10) + length
  }

  /// Reads the head. `bytes`: at least ``length(_:file:member:)`` bytes, or all that the file has.
  init(_ bytes: UnsafeRawBufferPointer, file: String, member: String?) throws(FormatError) {
    let length = try NpyHeader.length(bytes, file: file, member: member)
    func error(_ kind: FormatError.Kind, _ problem: String, _ advice: [String] = []) -> FormatError {
      FormatError(kind, file: file, subject: member, problem, advice: advice)
    }
    guard bytes.count >= length else {
      throw error(.truncated, "is truncated: its header takes \(length) bytes, there are \(bytes.count)")
    }
    let text = Array(bytes[(bytes[6] > 1 ? 12 : 10)..<length])
    let entries: NpyDictionary
    do throws(NpyDictionary.Failure) {
      entries = try NpyDictionary(text)
    } catch {
      throw FormatError(.invalid, file: file, subject: member, "has a header that cannot be read: \(error.reason)")
    }
    let type = try NpyType(entries.type, file: file, member: member)
    self.type = type.element
    isBigEndian = type.isBigEndian
    isFortranOrder = entries.isFortranOrder
    shape = entries.shape
    dataOffset = length
    guard shape.count <= 64 else { throw error(.unsupported, "has rank \(shape.count); wanted at most 64") }
    guard let count = Shape.count(shape),
      case (let byteCount, false) = count.multipliedReportingOverflow(by: (self.type.bits ?? 8) / 8)
    else { throw error(.invalid, "has a shape beyond any file, whose size overflows: \(Shape.text(shape))") }
    self.count = count
    self.byteCount = byteCount
  }

  /// Throws unless `available` bytes, from the start of the array's file, hold all data.
  func requireData(_ available: Int, file: String, member: String?) throws(FormatError) {
    guard available >= dataOffset, available - dataOffset >= byteCount else {
      throw FormatError(
        .truncated, file: file, subject: member, "is truncated",
        wanted: "\(byteCount) bytes for \(Shape.text(shape)) \(type.name)",
        found: "\(max(available - dataOffset, 0))", advice: ["write or copy the file again"])
    }
  }
}

/// The element type that a `descr` means.
private struct NpyType {
  let element: ElementType
  let isBigEndian: Bool

  init(_ text: String, file: String, member: String?) throws(FormatError) {
    let order = text.utf8.first ?? 0
    let hasOrder = [UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "|")].contains(order)
    let name = hasOrder ? String(text.dropFirst()) : text
    guard let element = NpyType.elements[name] else {
      let (what, advice) = NpyType.refusal(name)
      throw FormatError(
        .unsupported, file: file, subject: member, "holds \(what), type '\(text.prefix(40))'; wanted numbers",
        advice: [advice])
    }
    self.element = element
    isBigEndian = order == UInt8(ascii: ">")
  }

  private static let elements: [String: ElementType] = [
    "b1": .bool, "?": .bool, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64, "u1": .uint8, "u2": .uint16,
    "u4": .uint32, "u8": .uint64, "f2": .float16, "f4": .float32, "f8": .float64,
  ]

  private static func refusal(_ name: String) -> (what: String, advice: String) {
    switch name.first {
    case "O":
      ("Python objects, which are a pickle and are never unpickled", "save plain numbers: array.astype(np.float32)")
    case "S", "a", "U": ("strings", "save numbers")
    case "c": ("complex numbers", "save the real and the imaginary part as two arrays")
    case "M", "m": ("dates or times", "save numbers: array.astype(np.int64)")
    case "V":
      ("raw bytes, as numpy saves bfloat16 and other types that it does not know", "save array.astype(np.float32)")
    case "f": ("floats of \(name.dropFirst().prefix(3)) bytes", "save array.astype(np.float64)")
    default: ("elements of an unknown type", "save array.astype(np.float32)")
    }
  }
}
