import Testing
import XQFormats
import XQSystem

/// Damaged files give an error or a sound result, and never end the process.
@Suite struct FuzzTests {
  @Test func survivesDamagedArrays() throws {
    var outcomes = Outcomes()
    for name in [
      "edge/npy/v1.npy", "edge/npy/fortran.npy", "edge/npz/deflated.npz", "edge/npz/zip64.npz", "data/mct.npz",
    ] {
      let seed = try openFile(Resources.path(name)).withUnsafeBytes { Array($0) }
      for number in 0..<600 {
        outcomes.count { () throws(FormatError) in
          let file = try ArrayFile(FileBytes(mutated(seed, number), displayName: name))
          for array in file.arrays where array.header.byteCount < 1 << 20 {
            let view = try array.read()
            precondition(view.bytes.count == array.header.byteCount, "fewer bytes than the head says")
          }
        }
      }
    }
    #expect(outcomes.failures > 500 && outcomes.successes > 100)
  }

  @Test func survivesDamagedModels() throws {
    var outcomes = Outcomes()
    for name in [
      "edge/models/ok_base", "edge/models/if_subgraph", "edge/models/int4_weights", "edge/models/external_ok",
      "edge/models/local_function", "edge/models/duplicate_node_names", "mctq/every", "mctq/shared",
    ] {
      let path = Resources.path("\(name).onnx")
      let seed = try openFile(path).withUnsafeBytes { Array($0) }
      let folder = FileAccess().folder(of: path)
      for number in 0..<500 {
        outcomes.count { () throws(FormatError) in
          let model = try OnnxModel(
            bytes: FileBytes(mutated(seed, number), displayName: name), path: path, folder: folder,
            access: FileAccess())
          for quantizer in model.quantizers { precondition(quantizer.integerRange?.contains(0) ?? true, "no zero") }
          for initializer in model.graph.initializers.values where initializer.type != .string {
            let values = try model.readInitializer(initializer)
            precondition(values.type.isComplex || values.floats().count == values.count, "a wrong number of elements")
          }
        }
      }
    }
    #expect(outcomes.failures > 500 && outcomes.successes > 100)
  }

  private struct Outcomes {
    var failures = 0
    var successes = 0

    mutating func count(_ body: () throws(FormatError) -> Void) {
      if formatError(body) == nil { successes += 1 } else { failures += 1 }
    }
  }

  /// One to three changes: a bit, a byte, bytes overwritten by large numbers, a piece cut out or doubled, the end gone.
  private func mutated(_ seed: [UInt8], _ number: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(seed.count))
    var bytes = seed
    for _ in 0...Int.random(in: 0...2, using: &generator) where !bytes.isEmpty {
      let at = Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(at + Int.random(in: 1...16, using: &generator), bytes.count)
      switch Int.random(in: 0..<12, using: &generator) {
      case 0...4: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 5...7: bytes[at] = UInt8.random(in: 0...255, using: &generator)
      case 8: for index in at..<end { bytes[index] = 0xFF }
      case 9: bytes.removeSubrange(at..<end)
      case 10: bytes.insert(contentsOf: bytes[at..<end], at: at)
      default: bytes.removeSubrange(at...)
      }
    }
    return bytes
  }
}

extension ElementType {
  fileprivate var isComplex: Bool { self == .complex64 || self == .complex128 }
}
