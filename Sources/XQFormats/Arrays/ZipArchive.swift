// The directory of a zip archive: which members it has and where their bytes lie.
//
// Format: PKWARE's APPNOTE 6.3.10, sections 4.3.6 to 4.3.16 and 4.5.3 (zip64).

import XQSystem

/// One member of an archive.
struct ZipMember: Sendable {
  enum Method: Sendable { case stored, deflated }

  /// Only ever a name: no path is made of it.
  let name: String
  let method: Method
  let crc32: UInt32
  /// Size of the contents, as the directory states it.
  let size: Int
  /// Where the stored or deflated bytes lie in the archive.
  let data: Range<Int>
}

/// The members of an archive, checked: ranges lie in the file, names are unique, methods can be read.
struct ZipArchive: Sendable {
  let members: [ZipMember]

  init(_ file: FileBytes) throws(FormatError) {
    members = try file.withUnsafeBytes { (bytes) throws(FormatError) in
      var reader = ZipDirectoryReader(bytes: bytes, file: file.displayName)
      return try reader.read()
    }
  }
}

/// Reads the directory at an archive's end. Offsets count from the archive's start, which is not always the file's.
private struct ZipDirectoryReader {
  let bytes: UnsafeRawBufferPointer
  let file: String
  /// Bytes in front of the archive.
  private var shift = 0

  init(bytes: UnsafeRawBufferPointer, file: String) {
    self.bytes = bytes
    self.file = file
  }

  private struct End {
    let entries: UInt64
    let size: UInt64
    let offset: UInt64
    /// Where the directory must end.
    let position: Int
  }

  mutating func read() throws(FormatError) -> [ZipMember] {
    let end = try findEnd()
    guard let size = Int(exactly: end.size), let offset = Int(exactly: end.offset), size <= end.position,
      offset <= end.position - size
    else { throw damaged("states a directory beyond its own end") }
    shift = end.position - size - offset
    var position = end.position - size
    var members: [ZipMember] = []
    var names = Set<String>()
    while position < end.position {
      guard let (member, next) = try entry(at: position, end: end.position) else {
        throw damaged("has a directory that cannot be read at byte \(position)")
      }
      guard names.insert(member.name).inserted else {
        throw FormatError(
          .invalid, file: file, subject: member.name.withoutSuffix(".npy"), "stands twice in the archive",
          advice: ["save the archive again: np.savez(path, **arrays)"])
      }
      members.append(member)
      position = next
    }
    guard UInt64(members.count) == end.entries else {
      throw damaged("states \(end.entries) entries; its directory has \(members.count)")
    }
    return members
  }

  // MARK: - The end record

  private func findEnd() throws(FormatError) -> End {
    let length = 22
    let lowest = max(0, bytes.count - length - 0xFFFF)
    var position = bytes.count - length
    while position >= lowest {
      if number(position, 4) == 0x0605_4B50, number(position + 20, 2) == UInt64(bytes.count - position - length) {
        return try zip64End(before: position)
          ?? End(
            entries: number(position + 10, 2) ?? 0, size: number(position + 12, 4) ?? 0,
            offset: number(position + 16, 4) ?? 0, position: position)
      }
      position -= 1
    }
    throw FormatError(
      .truncated, file: file, "is truncated: the directory at the end of the archive is missing",
      advice: ["write or copy the file again"])
  }

  private func zip64End(before position: Int) throws(FormatError) -> End? {
    let locator = position - 20
    guard locator >= 0, number(locator, 4) == 0x0706_4B50 else { return nil }
    // The record stands right in front of its locator, also when something was put before the archive.
    let record = locator - 56
    guard record >= 0, number(record, 4) == 0x0606_4B50, let entries = number(record + 32, 8),
      let size = number(record + 40, 8), let offset = number(record + 48, 8)
    else { throw damaged("has a damaged zip64 directory") }
    return End(entries: entries, size: size, offset: offset, position: record)
  }

  // MARK: - Entries

  private func entry(at position: Int, end: Int) throws(FormatError) -> (ZipMember, next: Int)? {
    guard end - position >= 46, number(position, 4) == 0x0201_4B50, let flags = number(position + 8, 2),
      let method = number(position + 10, 2), let crc = number(position + 16, 4),
      let packed = number(position + 20, 4), let size = number(position + 24, 4),
      let nameLength = number(position + 28, 2), let extraLength = number(position + 30, 2),
      let commentLength = number(position + 32, 2), let offset = number(position + 42, 4)
    else { return nil }
    let nameStart = position + 46
    let extraStart = nameStart + Int(nameLength)
    let next = extraStart + Int(extraLength) + Int(commentLength)
    guard next <= end else { return nil }
    let name = String(decoding: bytes[nameStart..<extraStart], as: UTF8.self)
    let subject = name.withoutSuffix(".npy")
    guard flags & 1 == 0 else { throw FormatError(.unsupported, file: file, subject: subject, "is encrypted") }
    guard method == 0 || method == 8 else {
      throw FormatError(
        .unsupported, file: file, subject: subject,
        "is compressed by method \(method); wanted 0 (stored) or 8 (deflated)",
        advice: ["save the archive with np.savez or np.savez_compressed"])
    }
    var sizes = Zip64Sizes(size: size, packed: packed, offset: offset)
    sizes.read(bytes, extraStart..<extraStart + Int(extraLength))
    guard let size = Int(exactly: sizes.size), let packed = Int(exactly: sizes.packed),
      let offset = Int(exactly: sizes.offset)
    else { throw damaged("states impossible sizes for '\(subject)'") }
    let data = try dataRange(offset: offset, packed: packed, subject: subject)
    // Deflate makes at most 1032 bytes of one (zlib's technical notes): more is a lie, found before anything is inflated.
    guard method == 0 ? size == packed : size / 1032 <= packed else {
      throw FormatError(
        .invalid, file: file, subject: subject, "has a wrong size in the directory: \(size) bytes from \(packed)")
    }
    let member = ZipMember(
      name: name, method: method == 0 ? .stored : .deflated, crc32: UInt32(truncatingIfNeeded: crc), size: size,
      data: data)
    return (member, next)
  }

  /// The local header tells where the data begin; all else is taken from the directory.
  private func dataRange(offset: Int, packed: Int, subject: String) throws(FormatError) -> Range<Int> {
    let (position, overflow) = offset.addingReportingOverflow(shift)
    guard !overflow, number(position, 4) == 0x0403_4B50, let nameLength = number(position + 26, 2),
      let extraLength = number(position + 28, 2)
    else { throw damaged("has no '\(subject)' where its directory says") }
    let start = position + 30 + Int(nameLength) + Int(extraLength)
    guard start <= bytes.count, packed <= bytes.count - start else {
      throw FormatError(.truncated, file: file, subject: subject, "is truncated: the archive ends inside it")
    }
    return start..<start + packed
  }

  // MARK: - Parts

  /// `width` little-endian bytes; `nil` outside the file.
  private func number(_ position: Int, _ width: Int) -> UInt64? { bytes.littleEndian(position, width) }

  private func damaged(_ problem: String) -> FormatError {
    FormatError(.invalid, file: file, problem, advice: ["write or copy the file again"])
  }
}

/// The three numbers of an entry that zip64 moves into an extra field when they do not fit 32 bits.
private struct Zip64Sizes {
  var size: UInt64
  var packed: UInt64
  var offset: UInt64

  mutating func read(_ bytes: UnsafeRawBufferPointer, _ extra: Range<Int>) {
    var position = extra.lowerBound
    while let id = bytes.littleEndian(position, 2), let length = bytes.littleEndian(position + 2, 2),
      position + 4 + Int(length) <= extra.upperBound
    {
      if id == 1 {
        var at = position + 4
        for number in [\Zip64Sizes.size, \Zip64Sizes.packed, \Zip64Sizes.offset]
        where self[keyPath: number] == 0xFFFF_FFFF {
          guard at + 8 <= position + 4 + Int(length), let value = bytes.littleEndian(at, 8) else { return }
          self[keyPath: number] = value
          at += 8
        }
      }
      position += 4 + Int(length)
    }
  }
}

extension UnsafeRawBufferPointer {
  /// `width` little-endian bytes at `position` as a number; `nil` where they are not all there.
  func littleEndian(_ position: Int, _ width: Int) -> UInt64? {
    guard position >= 0, position <= count, width <= count - position else { return nil }
    return (0..<width).reversed().reduce(0) { $0 << 8 | UInt64(self[position + $1]) }
  }
}
