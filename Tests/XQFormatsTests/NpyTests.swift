import Testing
import XQFormats
import XQSystem

@Suite struct NpyTests {
  @Test(arguments: Expectation.those(in: "npy", "ok") + Expectation.those(in: "npy", "either").filter { $0.sum != nil })
  func readsWhatNumpyReads(_ expected: Expectation) throws {
    if expected.file.hasSuffix("header_extra_key.npy") { return }
    let array = try #require(ArrayFile(openFile(expected.path)).arrays.first)
    let values = TensorValues(type: array.header.type, shape: array.header.shape, view: try array.read())
    #expect(array.header.shape == expected.shape)
    #expect(array.header.type.name == names[expected.descr?.filter { !"<>|=".contains($0) } ?? ""])
    let sum = values.floats().reduce(0, +)
    let wanted = try #require(expected.sum.flatMap(Float.init))
    #expect(sum == wanted || sum.isNaN && wanted.isNaN)
    if array.header.shape == [2, 3], array.header.type != .bool {
      #expect(values.floats() == [0, 1, 2, 3, 4, 5])
    }
  }

  @Test(arguments: Expectation.those(in: "npy", "error"))
  func refusesTheRest(_ expected: Expectation) throws {
    let error = try #require(
      formatError { () throws(FormatError) in
        _ = try ArrayFile(FileAccess().contentsForTest(expected.path)).arrays.map { (array) throws(FormatError) in
          try array.read()
        }
      })
    // The file's name may hold the word too: it does not count.
    let text = error.description.replacing(expected.path, with: "")
    for word in expected.words { #expect(text.contains(word), "\(error)") }
    #expect(error.message.contains(expected.path))
  }

  @Test func namesAnUnknownKey() throws {
    let error = formatError { () throws(FormatError) in
      _ = try ArrayFile(FileAccess().contentsForTest(Resources.path("edge/npy/header_extra_key.npy")))
    }
    #expect(error?.message.contains("'x' is unknown") == true)
  }

  @Test func isAViewWhereNothingChanges() throws {
    let file = try openFile(Resources.path("edge/npy/v1.npy"))
    let array = try #require(ArrayFile(file).arrays.first)
    let view = try array.read()
    #expect(view.bytes.baseAddress == file.bytes.baseAddress.map { $0 + array.header.dataOffset })
  }

  @Test func readsFortranOrderOfRank3FromAnArchive() throws {
    let array = try #require(ArrayFile(openFile(Resources.path("data/stored_fortran.npz"))).arrays.first)
    #expect(array.header.isFortranOrder && array.header.isBigEndian)
    let values = TensorValues(type: .int16, shape: array.header.shape, view: try array.read())
    #expect(values.integers() == Array(0..<30))
  }

  @Test(arguments: ["(9223372036854775807, 0)", "(5, 4611686018427387904, 4, 0)", "(65536, 65536, 0)"])
  func refusesHugeShapesWithoutElements(_ shape: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.npy", npyHead("{'descr': '<f4', 'fortran_order': True, 'shape': \(shape), }"))
    let error = formatError { () throws(FormatError) in _ = try ArrayFile(FileAccess().contentsForTest(path)) }
    #expect(error?.kind == .invalid && error?.message.contains("overflows") == true)
  }

  @Test func readsFortranOrderWithoutElements() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.npy", npyHead("{'descr': '<f4', 'fortran_order': True, 'shape': (5, 3, 0), }"))
    let array = try #require(ArrayFile(openFile(path)).arrays.first)
    #expect(array.header.shape == [5, 3, 0] && array.header.count == 0)
    #expect(try array.read().bytes.isEmpty)
  }

  private let names = [
    "f4": "float32", "f8": "float64", "f2": "float16", "i1": "int8", "i2": "int16", "i4": "int32", "i8": "int64",
    "u1": "uint8", "u2": "uint16", "u4": "uint32", "u8": "uint64", "b1": "bool",
  ]
}
