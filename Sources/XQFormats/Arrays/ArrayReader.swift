// The elements of one array from first to last, a piece at a time.

import XQSystem

/// Reads an array in order. Pieces are little-endian and in C order whatever the file has.
///
/// Memory: one piece, whatever the array's length; views of the file are handed out where nothing has to be changed.
/// The exception is an array in Fortran order in a deflated member, which is held whole. Archives' checksums are
/// verified with the last piece. Not for use by two threads at once.
final class ArrayReader {
  /// The largest deflated array in Fortran order that is held.
  private static let largestHeld = 1 << 30

  private enum Source {
    case lying(ByteView)
    case deflated(Inflater)
  }

  private let array: StoredArray
  private let source: Source
  private let width: Int
  /// Elements handed out.
  private var position = 0
  private var checksum = Checksum()
  /// Whether elements were passed over, so that the checksum of all of them is not known.
  private var hasSkipped = false
  /// Where in the file the pages begin that were looked at and not released yet; how far the piece before the last went.
  private var held = 0
  private var behind = 0

  /// Pages are released when this many bytes of them are done with.
  private static let releasedAtOnce = 16 << 20
  /// Elements of a deflated array that are passed over in one piece.
  private static let skippedAtOnce = 1 << 18

  private var header: NpyHeader { array.header }

  init(_ array: StoredArray) throws(FormatError) {
    self.array = array
    width = max((array.header.type.bits ?? 8) / 8, 1)
    let whole = ByteView(array.file.bytes, owner: array.file)
    switch array.storage {
    case .file:
      source = .lying(whole.slice(array.header.dataOffset..<array.fileSize))
    case .member(let member) where member.method == .stored:
      let contents = whole.slice(member.data)
      checksum.add(UnsafeRawBufferPointer(rebasing: contents.bytes[..<array.header.dataOffset]))
      source = .lying(contents.slice(array.header.dataOffset..<array.fileSize))
    case .member(let member):
      guard let inflater = Inflater(whole.slice(member.data)) else {
        throw ArrayReader.noMemory(array.file.displayName, array.name)
      }
      let head = AlignedBuffer(byteCount: array.header.dataOffset)
      try ArrayReader.fill(head, from: inflater, of: array)
      checksum.add(head)
      guard array.header.isFortranOrder else {
        source = .deflated(inflater)
        break
      }
      guard array.header.byteCount <= ArrayReader.largestHeld else {
        throw FormatError(
          .unsupported, file: array.file.displayName, subject: array.name,
          "is compressed and in Fortran order, \(array.header.byteCount) bytes; wanted C order at this size",
          advice: ["save np.ascontiguousarray(array)"])
      }
      let data = AlignedBuffer(byteCount: array.header.byteCount)
      try ArrayReader.fill(data, from: inflater, of: array)
      try ArrayReader.requireEnd(of: inflater, of: array)
      source = .lying(data.view)
    }
    if array.header.isFortranOrder, case .lying(let data) = source {
      // Columns are gathered from all over the array: its checksum cannot go along with the pieces.
      checksum.add(data.bytes)
      try verifyChecksum()
    }
    held = start
    behind = start
    if array.header.count == 0 { try finish() }
  }

  /// The next `count` elements; there must be as many left.
  func read(_ count: Int) throws(FormatError) -> ByteView {
    precondition(count >= 0 && count <= header.count - position, "reading beyond an array")
    try array.file.requireUnchanged()
    let piece: ByteView
    switch source {
    case .lying(let data) where header.isFortranOrder: piece = gather(data, count)
    case .lying(let data):
      let slice = data.slice(position * width..<(position + count) * width)
      checksum.add(slice.bytes)
      piece = header.isBigEndian || !isAligned(slice) ? copy(slice) : slice
    case .deflated(let inflater):
      let buffer = AlignedBuffer(byteCount: count * width)
      try ArrayReader.fill(buffer, from: inflater, of: array)
      checksum.add(buffer.view.bytes)
      if header.isBigEndian { swapBytes(buffer.bytes) }
      piece = buffer.view
    }
    position += count
    releasePages()
    if position == header.count, header.count > 0 { try finish() }
    return piece
  }

  /// Passes over `count` elements; there must be as many left.
  ///
  /// Where they lie in the file they are not looked at. An archive's checksum, which is over all elements, is then not
  /// verified.
  func skip(_ count: Int) throws(FormatError) {
    precondition(count >= 0 && count <= header.count - position, "skipping beyond an array")
    guard case .lying = source else {
      var left = count
      while left > 0 {
        let piece = min(left, ArrayReader.skippedAtOnce)
        _ = try read(piece)
        left -= piece
      }
      return
    }
    guard count > 0 else { return }
    hasSkipped = true
    position += count
    held = start + position * width
    behind = held
  }

  /// Lets go of the file's pages that earlier pieces lay in: what is mapped counts as this process's memory. The last
  /// piece stays, somebody is working with it now.
  private func releasePages() {
    let done: Int
    switch source {
    case .lying where header.isFortranOrder: return
    case .lying: done = start + position * width
    case .deflated(let inflater): done = start + inflater.consumed
    }
    if behind - held >= ArrayReader.releasedAtOnce {
      array.file.release(held..<behind)
      held = behind
    }
    behind = done
  }

  /// Where the bytes begin that are read: the elements, or the stream that they come from.
  private var start: Int {
    switch array.storage {
    case .file: header.dataOffset
    case .member(let member): member.data.lowerBound + (member.method == .stored ? header.dataOffset : 0)
    }
  }

  // MARK: - Pieces

  private func isAligned(_ view: ByteView) -> Bool {
    Int(bitPattern: view.bytes.baseAddress).isMultiple(of: width)
  }

  private func copy(_ view: ByteView) -> ByteView {
    let buffer = AlignedBuffer(byteCount: view.bytes.count)
    buffer.bytes.copyMemory(from: view.bytes)
    if header.isBigEndian { swapBytes(buffer.bytes) }
    return buffer.view
  }

  private func swapBytes(_ bytes: UnsafeMutableRawBufferPointer) {
    switch width {
    case 2: for value in bytes.bindMemory(to: UInt16.self).indices { swap(bytes, value, UInt16.self) }
    case 4: for value in bytes.bindMemory(to: UInt32.self).indices { swap(bytes, value, UInt32.self) }
    case 8: for value in bytes.bindMemory(to: UInt64.self).indices { swap(bytes, value, UInt64.self) }
    default: break
    }
  }

  private func swap<Element: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeMutableRawBufferPointer, _ index: Int, _ type: Element.Type
  ) {
    let offset = index * MemoryLayout<Element>.stride
    bytes.storeBytes(of: bytes.load(fromByteOffset: offset, as: type).byteSwapped, toByteOffset: offset, as: type)
  }

  /// From Fortran order: element (i, j, k) lies at i + I * (j + J * k).
  private func gather(_ data: ByteView, _ count: Int) -> ByteView {
    let buffer = AlignedBuffer(byteCount: count * width)
    // Without elements a dimension is 0, and the product of the others may be any number.
    guard count > 0 else { return buffer.view }
    let shape = header.shape
    var strides: [Int] = []
    var stride = 1
    for dimension in shape {
      strides.append(stride)
      stride *= dimension
    }
    var index = [Int](repeating: 0, count: shape.count)
    var rest = position
    for axis in shape.indices.reversed() {
      index[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    var offset = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
    for element in 0..<count {
      for byte in 0..<width {
        let target = element * width + (header.isBigEndian ? width - 1 - byte : byte)
        buffer.bytes[target] = data.bytes[offset * width + byte]
      }
      for axis in shape.indices.reversed() {
        index[axis] += 1
        offset += strides[axis]
        if index[axis] < shape[axis] { break }
        offset -= strides[axis] * shape[axis]
        index[axis] = 0
      }
    }
    return buffer.view
  }

  // MARK: - The end

  private func finish() throws(FormatError) {
    if case .deflated(let inflater) = source { try ArrayReader.requireEnd(of: inflater, of: array) }
    if !header.isFortranOrder, !hasSkipped { try verifyChecksum() }
  }

  private func verifyChecksum() throws(FormatError) {
    guard case .member(let member) = array.storage, checksum.value != member.crc32 else { return }
    throw StoredArray.damaged(member, in: array.file)
  }

  private static func requireEnd(of inflater: Inflater, of array: StoredArray) throws(FormatError) {
    let beyond = AlignedBuffer(byteCount: 1)
    var count = 0
    do throws(Inflater.Failure) {
      count = try beyond.withUnsafeBytes { (bytes) throws(Inflater.Failure) in try inflater.read(into: bytes) }
    } catch {
      throw self.error(error, file: array.file.displayName, member: array.name)
    }
    guard count == 0 else {
      throw FormatError(
        .invalid, file: array.file.displayName, subject: array.name,
        "has a wrong size in the archive's directory: more than \(array.fileSize) bytes come out")
    }
  }

  private static func fill(
    _ buffer: AlignedBuffer, from inflater: Inflater, of array: StoredArray
  ) throws(FormatError) {
    var count = 0
    do throws(Inflater.Failure) {
      count = try inflater.read(into: buffer.bytes)
    } catch {
      throw self.error(error, file: array.file.displayName, member: array.name)
    }
    guard count == buffer.bytes.count else {
      throw FormatError(
        .invalid, file: array.file.displayName, subject: array.name,
        "has a wrong size in the archive's directory: its deflate stream ends before \(array.fileSize) bytes")
    }
  }

  static func error(_ failure: Inflater.Failure, file: String, member: String) -> FormatError {
    switch failure {
    case .truncated:
      FormatError(.truncated, file: file, subject: member, "is truncated: its deflate stream has no end")
    case .damaged(let words):
      FormatError(
        .invalid, file: file, subject: member, "is damaged: its deflate stream cannot be read (\(words))",
        advice: ["write or copy the file again"])
    }
  }

  static func noMemory(_ file: String, _ member: String) -> FormatError {
    FormatError(.unreadable, file: file, subject: member, "cannot be inflated: no memory")
  }
}
