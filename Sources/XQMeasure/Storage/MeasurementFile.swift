// Measurements as a file (.xqm): a head, sections, a checksum.

import XQFormats
import XQSystem

/// The measurements of one comparison, one for each of its data sets, as a file holds them.
///
/// Layout, little-endian: eight bytes ``magic``; 8 bytes each: the version of the layout, the length of the file, the number
/// of data sets; their sections; the SHA-256 of all before it. Of each data set: the number of its sections, then each with
/// a tag of four letters, its version and length of 8 bytes each, and its contents. A reader passes over a section that it
/// does not know where the tag starts with a small letter, and refuses the file where it does not.
public struct MeasurementFile: Sendable {
  /// In the order of ``Comparison/Role``; at least one.
  public let measurements: [StoredMeasurement]

  /// A first byte that no text has, and line ends that a transfer as text changes.
  static let magic: [UInt8] = [0x89] + Array("XQM\r\n".utf8) + [0x1A, 0x0A]
  static let version = 1
  private static let headLength = 32
  private static let checksumLength = 64

  /// All kinds of sections, in the order in which they are written and read.
  static let sections: [any MeasurementSection.Type] = [
    IdentitySection.self, PairsSection.self, PassSection.self, ErrorsSection.self, AgreementsSection.self,
  ]

  public init(_ measurements: [StoredMeasurement]) { self.measurements = measurements }

  /// Whether bytes start as such a file does.
  public static func isMeasurement(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.starts(with: magic) }

  // MARK: - Writing

  public var bytes: [UInt8] {
    var body = ByteWriter()
    for measurement in measurements {
      body.write(Self.sections) { writer, section in
        var contents = ByteWriter()
        section.write(measurement, &contents)
        writer.append(Array(section.tag.utf8))
        writer.write(section.version)
        writer.write(contents.bytes)
      }
    }
    var file = ByteWriter()
    file.append(Self.magic)
    file.write(Self.version)
    file.write(Self.headLength + body.bytes.count + Self.checksumLength)
    file.write(measurements.count)
    file.append(body.bytes)
    file.append(Array(SHA256.digest(file.bytes).utf8))
    return file.bytes
  }

  // MARK: - Reading

  /// Reads a file whole.
  ///
  /// - Throws: ``FormatError`` for a file of another kind, of another version, cut short or changed.
  public init(_ file: FileBytes) throws(FormatError) {
    let bytes = file.withUnsafeBytes { Array($0) }
    do throws(ByteReader.Failure) {
      var head = try Self.checkedHead(bytes)
      let count = try head.count()
      guard (1...Comparison.Role.allCases.count).contains(count) else { throw ByteReader.Failure() }
      var body = ByteReader(bytes[Self.headLength..<bytes.count - Self.checksumLength])
      var measurements: [StoredMeasurement] = []
      for _ in 0..<count { measurements.append(try Self.measurement(&body)) }
      guard body.isAtEnd, Set(measurements.map(\.role)).count == count else { throw ByteReader.Failure() }
      self.measurements = measurements
    } catch {
      throw Self.formatError(error, bytes, file)
    }
  }

  /// What stands behind magic, version and length, which are right, as is the checksum.
  private static func checkedHead(_ bytes: [UInt8]) throws(ByteReader.Failure) -> ByteReader {
    guard bytes.starts(with: magic) || (!bytes.isEmpty && magic.starts(with: bytes)) else { throw .init(.foreign) }
    guard bytes.count >= headLength else { throw .init(.truncated(wanted: headLength)) }
    var head = ByteReader(bytes[magic.count..<headLength])
    let (version, length) = (try head.word(), try head.count())
    guard version == self.version else { throw .init(.otherVersion("\(version)")) }
    guard length <= bytes.count else { throw .init(.truncated(wanted: length)) }
    guard length == bytes.count, length >= headLength + checksumLength else { throw .init(.damaged) }
    let content = bytes.dropLast(checksumLength)
    guard SHA256.digest(Array(content)).utf8.elementsEqual(bytes.suffix(checksumLength)) else { throw .init(.damaged) }
    return head
  }

  private static func measurement(_ reader: inout ByteReader) throws(ByteReader.Failure) -> StoredMeasurement {
    var contents: [String: [UInt8]] = [:]
    let known = Dictionary(uniqueKeysWithValues: sections.map { ($0.tag, $0.version) })
    for _ in 0..<(try reader.count()) {
      guard let tag = String(validating: try reader.take(4), as: UTF8.self), let first = tag.utf8.first,
        contents[tag] == nil
      else { throw ByteReader.Failure() }
      let version = try reader.count()
      contents[tag] = try reader.content()
      if let wanted = known[tag] {
        guard version == wanted else { throw .init(.otherVersion("\(version) of its section '\(tag)'")) }
      } else if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) {
        throw .init(.unknownSection(tag))
      }
    }
    var draft = MeasurementDraft()
    for section in sections {
      guard let bytes = contents[section.tag] else { throw ByteReader.Failure() }
      var reader = ByteReader(bytes)
      try section.read(&reader, &draft)
      guard reader.isAtEnd else { throw ByteReader.Failure() }
    }
    return try draft.finished()
  }

  private static func formatError(_ failure: ByteReader.Failure, _ bytes: [UInt8], _ file: FileBytes) -> FormatError {
    let name = file.displayName
    let again = ["measure that part again and save it, or copy it again"]
    switch failure.reason {
    case .foreign where bytes.isEmpty: return FormatError(.empty, file: name, "is empty; wanted a measurement (.xqm)")
    case .foreign:
      let found = file.withUnsafeBytes { FileSignature.describe($0) }
      return FormatError(
        .foreign, file: name, "is no measurement", wanted: "a file that 'save' wrote (.xqm)",
        found: found ?? "something else")
    case .truncated(let wanted):
      return FormatError(
        .truncated, file: name, "is cut short", wanted: "\(wanted) bytes", found: "\(bytes.count)", advice: again)
    case .damaged: return FormatError(.invalid, file: name, "is damaged: its checksum does not match", advice: again)
    case .otherVersion(let found):
      return FormatError(
        .unsupported, file: name, "is a measurement of another version", wanted: "\(version)", found: found,
        advice: ["measure with one version of this program"])
    case .unknownSection(let tag):
      return FormatError(
        .unsupported, file: name, "was written by a newer version: it has a section '\(tag)'",
        advice: ["read it with the version that wrote it"])
    case .contradiction: return FormatError(.invalid, file: name, "contradicts itself", advice: again)
    }
  }
}
