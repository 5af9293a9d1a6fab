// A model of any size, whose weights take no room on the disk.

import Glibc

/// Writes models of one matrix product.
enum SyntheticModel {
  /// A matrix product with weights of about so many bytes, all 0: a hole in the file.
  static func write(_ path: String, weightBytes: Int) throws(WriteFailure) {
    let (rows, columns) = (4096, max(1, weightBytes / 4 / 4096))
    let weights = 4 * rows * columns
    let head = field(1, rows) + field(1, columns) + field(2, 1) + field(8, "w")
    let weightsHead = head + tag(9, 2) + varint(weights)
    let node = field(1, "x") + field(1, "w") + field(2, "y") + field(3, "product") + field(4, "MatMul")
    let before = field(1, node) + field(2, "synthetic")
    let behind = field(11, valueInfo("x", [1, rows])) + field(12, valueInfo("y", [1, columns]))
    let initializer = tag(5, 2) + varint(weightsHead.count + weights) + weightsHead
    let graphLength = before.count + initializer.count + weights + behind.count
    let start = field(1, 8) + tag(7, 2) + varint(graphLength) + before + initializer
    let end = behind + field(8, field(2, 17))
    let file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0o644)
    guard file >= 0 else { throw WriteFailure(path: path) }
    defer { close(file) }
    guard Glibc.write(file, start, start.count) == start.count, lseek(file, weights, SEEK_CUR) > 0,
      Glibc.write(file, end, end.count) == end.count
    else { throw WriteFailure(path: path) }
  }

  struct WriteFailure: Error {
    let path: String
  }

  // MARK: - Protocol Buffers

  private static func valueInfo(_ name: String, _ shape: [Int]) -> [UInt8] {
    let dimensions = shape.flatMap { field(1, field(1, $0)) }
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, dimensions)))
  }

  private static func tag(_ number: Int, _ kind: Int) -> [UInt8] { varint(number << 3 | kind) }
  private static func field(_ number: Int, _ value: Int) -> [UInt8] { tag(number, 0) + varint(value) }
  private static func field(_ number: Int, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }
  private static func field(_ number: Int, _ body: [UInt8]) -> [UInt8] { tag(number, 2) + varint(body.count) + body }

  private static func varint(_ value: Int) -> [UInt8] {
    var (value, bytes): (Int, [UInt8]) = (value, [])
    while value >= 0x80 {
      bytes.append(UInt8(value & 0x7f) | 0x80)
      value >>= 7
    }
    return bytes + [UInt8(value)]
  }
}
