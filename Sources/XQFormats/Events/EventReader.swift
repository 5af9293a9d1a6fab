// Event files of TensorBoard: one record after the other.

import XQSystem

/// Reads the events of a file that TensorBoard's writers made, in order.
///
/// A record is eight bytes of length, four of a checksum of the length, the event, four of a checksum of the event;
/// numbers are little-endian. Both checksums are verified. A record that the end of the file cuts is what a run leaves
/// that is still being written, or was ended: the events before it are read, and ``notice`` says so.
public struct EventReader: Sendable {
  public let file: FileBytes
  /// Says that the file ends inside a record; `nil` as long as no such end was met.
  public private(set) var notice: String?
  private var position = 0

  private static let headSize = 12
  private static let tailSize = 4
  private static let version = "brain.Event:"

  /// Checks that the file is one of events.
  ///
  /// - Throws: ``FormatError``: empty, foreign, or without one whole record.
  public init(_ file: FileBytes) throws(FormatError) {
    self.file = file
    guard file.count > 0 else {
      throw FormatError(
        .empty, file: file.displayName, "is empty", wanted: "an event file",
        advice: ["a run that was ended before it wrote anything leaves such a file: run it again"])
    }
    try requireEvents()
  }

  /// The next event; `nil` behind the last whole one.
  ///
  /// - Throws: ``FormatError`` where a checksum is wrong or an event is no message. There are no more events then.
  public mutating func next() throws(FormatError) -> Event? {
    guard let range = try nextRecord() else { return nil }
    do throws(ProtobufWire.Failure) {
      return try Event(file.bytes, range)
    } catch {
      position = file.count
      throw damaged(error, what: "an event")
    }
  }

  // MARK: - Records

  private mutating func nextRecord() throws(FormatError) -> Range<Int>? {
    let left = file.count - position
    guard left > 0 else { return nil }
    guard left >= Self.headSize else { return cut() }
    let start = position
    let length = file.bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self).littleEndian
    try check(start..<start + 8, storedAt: start + 8, "the length of a record")
    guard length <= UInt64(left - Self.headSize), Int(length) <= left - Self.headSize - Self.tailSize else {
      return cut()
    }
    let range = start + Self.headSize..<start + Self.headSize + Int(length)
    try check(range, storedAt: range.upperBound, "a record of \(length) bytes")
    position = range.upperBound + Self.tailSize
    return range
  }

  private mutating func cut() -> Range<Int>? {
    notice =
      "'\(file.displayName)' ends inside a record at offset \(position): the run is still writing it, or was ended; "
      + "what stands before it was read"
    position = file.count
    return nil
  }

  /// `range` and the four bytes at `place` lie inside the file.
  private mutating func check(_ range: Range<Int>, storedAt place: Int, _ what: String) throws(FormatError) {
    let stored = file.bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self).littleEndian
    let computed = MaskedChecksum.of(UnsafeRawBufferPointer(rebasing: file.bytes[range]))
    guard stored != computed else { return }
    position = file.count
    throw FormatError(
      .invalid, file: file.displayName, "is damaged at offset \(range.lowerBound): the checksum of \(what) is wrong",
      wanted: Self.hexadecimal(computed), found: Self.hexadecimal(stored), advice: ["copy the file again"])
  }

  private static func hexadecimal(_ number: UInt32) -> String { "0x" + String(number, radix: 16) }

  /// The first event states the version; whatever else starts differently is no event file.
  private func requireEvents() throws(FormatError) {
    var reader = self
    reader.position = 0
    let first: Range<Int>?
    do throws(FormatError) { first = try reader.nextRecord() } catch {
      // A head whose checksum is wrong is what any other file has there.
      guard hasSoundHead else { throw foreign }
      throw error
    }
    guard let first else {
      guard hasSoundHead else { throw foreign }
      throw FormatError(
        .truncated, file: file.displayName, "ends inside its first record", wanted: "an event file",
        found: "\(file.count) bytes", advice: ["copy the file again"])
    }
    do throws(ProtobufWire.Failure) {
      guard case .fileVersion(let version) = try Event(file.bytes, first).content, version.hasPrefix(Self.version)
      else { throw ProtobufWire.Failure.noField(at: first.lowerBound) }
    } catch {
      throw foreign
    }
  }

  private var hasSoundHead: Bool {
    guard file.count >= Self.headSize else { return false }
    return MaskedChecksum.of(UnsafeRawBufferPointer(rebasing: file.bytes[..<8]))
      == file.bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self).littleEndian
  }

  private var foreign: FormatError {
    FormatError(
      .foreign, file: file.displayName, "is no event file",
      wanted: "records that start with the version '\(Self.version)2'",
      found: FileSignature.describe(file.bytes) ?? "\(file.count) bytes that are none")
  }

  /// What a message inside the file has wrong.
  func damaged(_ failure: ProtobufWire.Failure, what: String) -> FormatError {
    switch failure {
    case .truncated(let place, let missing):
      FormatError(
        .truncated, file: file.displayName, "is damaged: \(what) ends inside a field at offset \(place)",
        wanted: "\(missing) more bytes")
    case .noField(let place):
      FormatError(.invalid, file: file.displayName, "is damaged: the bytes of \(what) at offset \(place) are no field")
    }
  }
}
