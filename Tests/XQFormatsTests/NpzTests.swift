import CZlib
import Testing
import XQFormats
import XQSystem

@Suite struct NpzTests {
  private let values = (0..<6).map(Float.init)

  @Test(arguments: Expectation.those(in: "npz", "ok") + Expectation.those(in: "npz", "either"))
  func readsWhatIsLegal(_ expected: Expectation) throws {
    if expected.file.contains("bomb") { return }
    let file = try ArrayFile(openFile(expected.path))
    let array = try #require(file.arrays.first)
    #expect(array.header.shape == [2, 3])
    let read = TensorValues(type: array.header.type, shape: array.header.shape, view: try array.read())
    #expect(read.floats() == values)
    #expect(file.arrays.map(\.name) == (names[expected.file] ?? ["x"]))
    for word in expected.words where !word.contains("/") {
      #expect(file.notices.contains { $0.contains(word) }, "\(file.notices)")
    }
  }

  @Test(arguments: Expectation.those(in: "npz", "error"))
  func refusesTheRest(_ expected: Expectation) throws {
    if expected.file.contains("mismatched_lengths") { return }
    let error = try #require(
      formatError { () throws(FormatError) in
        _ = try ArrayFile(FileAccess().contentsForTest(expected.path))
      })
    // The file's name may hold the word too: it does not count.
    let text = error.description.replacing(expected.path, with: "")
    for word in expected.words { #expect(text.contains(word), "\(error)") }
    #expect(error.message.contains(expected.path))
  }

  @Test func readsALongArrayOfZerosInPieces() throws {
    let count = 11_534_336
    let head = npyHead("{'descr': '<f4', 'fortran_order': False, 'shape': (\(count),), }")
    let contents = head + [UInt8](repeating: 0, count: count * 4)
    let archive = zip("x.npy", deflated(contents), crc: crc(contents), method: 8, size: contents.count)
    #expect(archive.count < 60_000)
    let folder = try TemporaryFolder()
    let data = try DataSet.open([folder.write("bomb.npz", archive)], access: FileAccess())
    #expect(data.sampleCount == count)
    let input = ValueInfo.tensorForTest("x", .float32, [.unknown])
    let reader = try data.plan(for: [input], batch: 5_000_000).makeReader()
    var samples: [Int] = []
    while let batch = try reader.next() { samples.append(batch.samples) }
    #expect(samples == [5_000_000, 5_000_000, 1_534_336])
  }

  @Test func refusesSizesThatDeflateCannotReach() throws {
    let contents = npy([1, 2, 3], shape: [3])
    let packed = deflated(contents)
    let archive = zip("x.npy", packed, crc: crc(contents), method: 8, size: packed.count * 2000)
    let error = formatError { () throws(FormatError) in _ = try ArrayFile(FileBytes(archive, displayName: "lie.npz")) }
    #expect(error?.message.contains("wrong size") == true)
  }

  @Test func findsDamageInAStoredMemberBeyondTheFirstMegabyte() throws {
    var contents = npy([Float](repeating: 1, count: 400_000), shape: [400_000])
    let sum = crc(contents)
    contents[contents.count - 1] ^= 1
    let folder = try TemporaryFolder()
    let data = try DataSet.open([folder.write("x.npz", zip("x.npy", contents, crc: sum))], access: FileAccess())
    let plan = try data.plan(for: [.tensorForTest("x", .float32, [.unknown])], batch: 300_000)
    let reader = plan.makeReader()
    #expect(try reader.next()?.samples == 300_000)
    let error = formatError { () throws(FormatError) in _ = try reader.next() }
    #expect(error?.message.contains("CRC") == true)
    #expect(try reader.next().map(\.index) == nil)
  }

  private let names = [
    "npz/stored.npz": ["x", "b"], "npz/deflated.npz": ["x", "b"], "npz/numpy_savez_positional.npz": ["arr_0"],
    "npz/path_member.npz": ["../x"], "npz/npy_renamed.npz": [""],
  ]

  private func crc(_ bytes: [UInt8]) -> UInt32 { UInt32(truncatingIfNeeded: crc32_z(0, bytes, bytes.count)) }

  /// A raw deflate stream: zlib's own, without its two bytes in front and its checksum.
  private func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var packed = [UInt8](repeating: 0, count: Int(compressBound(UInt(bytes.count))))
    var length = UInt(packed.count)
    compress2(&packed, &length, bytes, UInt(bytes.count), 9)
    return Array(packed[2..<Int(length) - 4])
  }
}
