// A `.npy` or `.npz` file: the arrays in it, told apart by content.

import XQSystem

/// The arrays of one file. Heads are read and checked, data are not touched, but for small members of archives.
public struct ArrayFile: Sendable {
  /// In the file's order; one without a name for `.npy`.
  public let arrays: [StoredArray]
  /// What was passed over, a sentence each.
  public let notices: [String]

  /// Bytes of archive members that are inflated and checked right away, a member and all together.
  private static let checkedAtOnce = (member: 1 << 20, all: 16 << 20)

  /// - Parameter checksSmall: whether small members are checked against their CRC-32 now; all are when they are read.
  public init(_ file: FileBytes, checksSmall: Bool = true) throws(FormatError) {
    guard file.count > 0 else {
      throw FormatError(.empty, file: file.displayName, "is empty; wanted an .npy array or an .npz archive")
    }
    if FileSignature.isNpy(file.bytes.prefix(8)) || FileSignature.npyMagic.starts(with: file.bytes.prefix(8)) {
      let header = try NpyHeader(file.bytes, file: file.displayName, member: nil)
      try header.requireData(file.count, file: file.displayName, member: nil)
      arrays = [StoredArray(name: "", header: header, file: file, storage: .file)]
      let isNamedArchive = file.displayName.hasSuffix(".npz")
      notices = isNamedArchive ? ["'\(file.displayName)' is named .npz and is a single .npy array"] : []
      return
    }
    if !FileSignature.isZip(file.bytes.prefix(4)), !ArrayFile.endsAsZip(file) { throw ArrayFile.foreign(file) }
    (arrays, notices) = try ArrayFile.members(file)
    guard checksSmall else { return }
    var budget = ArrayFile.checkedAtOnce.all
    for array in arrays where array.fileSize <= min(budget, ArrayFile.checkedAtOnce.member) {
      budget -= array.fileSize
      _ = try array.read()
    }
  }

  private static func members(_ file: FileBytes) throws(FormatError) -> ([StoredArray], [String]) {
    var arrays: [StoredArray] = []
    var notices: [String] = []
    for member in try ZipArchive(file).members {
      guard member.name.hasSuffix(".npy") else {
        if member.name.utf8.last != UInt8(ascii: "/") {
          notices.append("'\(member.name)' in '\(file.displayName)' is no array and is left out")
        }
        continue
      }
      do throws(FormatError) {
        arrays.append(try StoredArray(member, in: file))
      } catch {
        // A head that makes no sense is more often damage than a strange writer: the checksum tells.
        throw isDamaged(member, in: file) ? StoredArray.damaged(member, in: file) : error
      }
    }
    guard !arrays.isEmpty else {
      let found = notices.isEmpty ? "" : ", only other files"
      throw FormatError(.empty, file: file.displayName, "is an archive that holds no array\(found)")
    }
    return (arrays, notices)
  }

  /// Whether a small member's bytes contradict their checksum.
  private static func isDamaged(_ member: ZipMember, in file: FileBytes) -> Bool {
    guard member.size <= checkedAtOnce.member else { return false }
    let contents = ByteView(file.bytes, owner: file).slice(member.data)
    var checksum = Checksum()
    if member.method == .stored {
      contents.withUnsafeBytes { checksum.add($0) }
    } else {
      let buffer = AlignedBuffer(byteCount: member.size)
      guard let inflater = Inflater(contents),
        let count = buffer.withUnsafeBytes({ try? inflater.read(into: $0) }), count == member.size
      else { return false }
      checksum.add(buffer)
    }
    return checksum.value != member.crc32
  }

  /// An archive may have something in front of it, but nothing behind its end record and comment.
  private static func endsAsZip(_ file: FileBytes) -> Bool {
    let tail = file.bytes.suffix(22)
    return tail.count == 22 && tail.starts(with: [0x50, 0x4B, 5, 6])
  }

  private static func foreign(_ file: FileBytes) -> FormatError {
    let found = FileSignature.describe(file.bytes).map { ": it looks like \($0)" } ?? ""
    return FormatError(
      .foreign, file: file.displayName, "is neither an .npy array nor an .npz archive\(found)",
      advice: ["save data with np.save or np.savez"])
  }
}

/// One array as it lies in a file.
public struct StoredArray: Sendable {
  enum Storage: Sendable {
    /// The file is the array.
    case file
    case member(ZipMember)
  }

  /// The key in an archive; empty for a file that is one array.
  public let name: String
  public let header: NpyHeader
  let file: FileBytes
  let storage: Storage

  init(name: String, header: NpyHeader, file: FileBytes, storage: Storage) {
    self.name = name
    self.header = header
    self.file = file
    self.storage = storage
  }

  init(_ member: ZipMember, in file: FileBytes) throws(FormatError) {
    name = member.name.withoutSuffix(".npy")
    self.file = file
    storage = .member(member)
    switch member.method {
    case .stored:
      let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[member.data])
      header = try NpyHeader(bytes, file: file.displayName, member: name)
    case .deflated:
      let head = try StoredArray.inflatedHead(member, in: file, name: name)
      header = try head.withUnsafeBytes { (bytes) throws(FormatError) in
        try NpyHeader(UnsafeRawBufferPointer(bytes), file: file.displayName, member: member.name.withoutSuffix(".npy"))
      }
    }
    try header.requireData(member.size, file: file.displayName, member: name)
    guard member.size == fileSize else {
      throw FormatError(
        .invalid, file: file.displayName, subject: name, "has a wrong size in the archive's directory",
        wanted: "\(fileSize) bytes by its own header", found: "\(member.size)")
    }
  }

  static func damaged(_ member: ZipMember, in file: FileBytes) -> FormatError {
    FormatError(
      .invalid, file: file.displayName, subject: member.name.withoutSuffix(".npy"),
      "is damaged: the CRC-32 of its \(member.method) bytes does not match", advice: ["write or copy the file again"])
  }

  /// Bytes of the array's own file, head and data.
  var fileSize: Int { header.dataOffset + header.byteCount }

  /// The first bytes of a deflated member: as many as its head takes, or all there are.
  private static func inflatedHead(
    _ member: ZipMember, in file: FileBytes, name: String
  ) throws(FormatError) -> AlignedBuffer {
    let compressed = ByteView(file.bytes, owner: file).slice(member.data)
    func head(_ length: Int) throws(FormatError) -> AlignedBuffer {
      let buffer = AlignedBuffer(byteCount: min(length, member.size))
      guard let inflater = Inflater(compressed) else { throw ArrayReader.noMemory(file.displayName, name) }
      do throws(Inflater.Failure) {
        guard try inflater.read(into: buffer.bytes) == buffer.bytes.count else { throw .truncated }
      } catch {
        throw ArrayReader.error(error, file: file.displayName, member: name)
      }
      return buffer
    }
    let preamble = try head(NpyHeader.preambleLength)
    let length = try preamble.withUnsafeBytes { (bytes) throws(FormatError) in
      try NpyHeader.length(bytes, file: file.displayName, member: name)
    }
    return try head(length)
  }

  /// All elements, little-endian and in C order: a view of the file where they lie like that already.
  public func read() throws(FormatError) -> ByteView {
    try ArrayReader(self).read(header.count)
  }
}
