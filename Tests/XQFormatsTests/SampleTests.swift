// One sample of a data set, from every layout.

import Testing
import XQFormats
import XQSystem

@Suite struct SampleTests {
  private func open(_ name: String) throws -> DataSet { try DataSet.open([Resources.path(name)], access: FileAccess()) }

  @Test func isARowOfEachArray() throws {
    let data = try open("data/deflated_two_inputs.npz")
    let sample = try #require(try data.sample(16, mostElements: 10))
    #expect(sample.arrays.map(\.name) == ["x", "mask"] && sample.arrays.map(\.shape) == [[3], [2]])
    #expect(sample.arrays[0].values == [48, 49, 50] && sample.arrays[1].values == [2, 3] && sample.label == 6)
    #expect(try data.sample(69, mostElements: 10)?.arrays[0].values == [207, 208, 209])
    #expect(try data.sample(70, mostElements: 10) == nil && data.sample(-1, mostElements: 10) == nil)
    // What is too large to look at is left out.
    #expect(try data.sample(0, mostElements: 2)?.arrays.map(\.name) == ["mask"])
  }

  @Test(arguments: ["data/deflated_fortran.npz", "data/deflated_big_endian.npz", "edge/npz/stored.npz"])
  func isTheSameInEveryOrder(_ file: String) throws {
    #expect(try open(file).sample(1, mostElements: 10)?.arrays.first?.values == [3, 4, 5])
  }

  @Test func takesItsLabelFromAFile() throws {
    let path = Resources.path("data/deflated_two_inputs.npz")
    let data = try DataSet.open([path], labels: Resources.path("data/labels_70.npy"), access: FileAccess())
    #expect(try data.sample(50, mostElements: 10)?.label == 1)
  }

  @Test func isCountedThroughBatches() throws {
    let data = try open("data/mct.npz")
    let samples = try (0..<9).map { try data.sample($0, mostElements: 10) }
    #expect(samples.compactMap { $0?.arrays.first?.values.first } == [0, 0, 0, 1, 1, 2, 2, 2, 2])
    #expect(samples.compactMap { $0?.label } == [0, 1, 2, 0, 1, 0, 1, 2, 3])
    #expect(samples.allSatisfy { $0?.arrays.first?.shape == [2] })
  }

  @Test func isAFileOfAFolder() throws {
    let data = try open("edge/pairs/shapes_change/data")
    let shapes = try (0..<3).compactMap { try data.sample($0, mostElements: 1 << 20)?.arrays.first?.shape }
    #expect(Set(shapes).count == 3 && shapes.allSatisfy { $0.count == 4 && $0[0] == 1 })
    #expect(try data.sample(3, mostElements: 10) == nil)
  }
}
