// Loading models: what is taken, what is refused and in which words.

import Foundation
import Testing
import XQFormats
import XQRuntime
import XQSystem

@Suite struct OnnxRuntimeTests {
  @Test func opensTheLibraryAtTheFirstLoad() throws {
    let engine = engine()
    #expect(engine.description == "ONNX Runtime")
    _ = try engine.load(model("inner"), fetching: ["y"], options: EngineOptions())
    #expect(engine.description.hasPrefix("ONNX Runtime 1."))
  }

  @Test func saysWhereItLookedForTheLibrary() throws {
    let folder = try TemporaryFolder()
    try "no library".write(to: folder.url.appending(path: "libonnxruntime.so"), atomically: true, encoding: .utf8)
    let engine = OnnxRuntime(OnnxRuntimeLocator(setting: folder.url.path))
    let error = try #require(throws: EngineError.self) {
      try engine.load(model("inner"), fetching: ["y"], options: EngineOptions())
    }
    guard case .noLibrary(let places) = error else {
      Issue.record("not the error wanted: \(error)")
      return
    }
    #expect(places.map(\.place.path) == [folder.url.path + "/libonnxruntime.so"])
    #expect(places.map(\.reason) == [.notLoadable("file too short")])
    #expect(
      error.description
        == "ONNX Runtime was not found; tried '\(folder.url.path)/libonnxruntime.so' (setting 'runtime'): "
        + "cannot be loaded: file too short; correct the setting 'runtime', or run Scripts/setup and leave it out")
  }

  @Test func refusesAnotherLibrary() throws {
    // The C library is one that is certainly loaded.
    let maps = try #require(FileHandle(forReadingAtPath: "/proc/self/maps")).readDataToEndOfFile()
    let lines = String(decoding: maps, as: UTF8.self).split(separator: "\n")
    let line = try #require(lines.first { $0.hasSuffix("/libc.so.6") })
    let path = String(try #require(line.split(separator: " ").last))
    let error = try #require(throws: EngineError.self) {
      try OnnxRuntime(OnnxRuntimeLocator(setting: path)).open()
    }
    #expect(error.message == "ONNX Runtime was not found; tried '\(path)' (setting 'runtime'): is another library")
  }

  @Test func triesAgainAfterTheLibraryWasMissing() throws {
    let folder = try TemporaryFolder()
    let link = folder.url.appending(path: "libonnxruntime.so")
    let engine = OnnxRuntime(OnnxRuntimeLocator(setting: link.path))
    #expect(throws: EngineError.self) { try engine.open() }
    let library = try #require(packageLocator.places.first { FileManager.default.fileExists(atPath: $0.path) })
    try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: library.path)
    _ = try engine.open()
    #expect(engine.description.hasPrefix("ONNX Runtime 1."))
  }

  @Test func namesTensorsThatAreNotThere() throws {
    let model = try model("inner")
    let error = try #require(throws: EngineError.self) {
      try engine().load(model, fetching: ["y", "hiden"], options: EngineOptions())
    }
    #expect(error == .unknownTensor(model: model.path, tensor: "hiden", similar: ["hidden"]))
    #expect(error.description == "'\(model.path)' has no tensor 'hiden'; did you mean 'hidden'?")
  }

  @Test func namesTensorsInSubgraphs() throws {
    let model = try model("branches")
    let error = try #require(throws: EngineError.self) {
      try engine().load(model, fetching: ["then_result"], options: EngineOptions())
    }
    #expect(error == .tensorInSubgraph(model: model.path, tensor: "then_result", node: "choose"))
    #expect(error.advice == ["fetch an output of node 'choose' instead"])
  }

  @Test func runsModelsWithSubgraphs() throws {
    let session = try session("branches", fetching: ["y"])
    let x = Tensor([1, 4], [1, -2, 3, -4])
    let results = try [true, false].map { condition in
      try session.run([("condition", Tensor(.bool, [], [condition])), ("x", x)], cancellation: Cancellation())[0]?
        .floats
    }
    #expect(results == [[1, 0, 3, 0], [-1, 2, -3, 4]])
  }

  @Test func refusesUnknownOperatorsWithoutPlacesInTheEngine() throws {
    let model = try model("unknown_op")
    let error = try #require(throws: EngineError.self) {
      try engine().load(model, fetching: ["y"], options: EngineOptions())
    }
    guard case .modelRefused(let path, let reason) = error else {
      Issue.record("not the error wanted: \(error)")
      return
    }
    #expect(path == model.path)
    #expect(reason.hasSuffix("No Op registered for Mystery with domain_version of 21"))
    #expect(!reason.contains(".cc") && !reason.contains(".h:"))
  }

  @Test func findsExternalDataBesideTheModel() throws {
    // The working directory of tests is another one.
    let session = try session("external", fetching: ["y", "w"])
    let results = try session.run([("x", Tensor([1, 4], [1, 2, 3, 4]))], cancellation: Cancellation())
    #expect(results[0]?.floats == [1, 20, 300, 4000])
    #expect(results[1]?.floats == [1, 10, 100, 1000])
  }

  @Test(arguments: [0, 1, 4095, 4096]) func appendsOutputsToMappedModels(extra: Int) throws {
    // A long description (field 6 of the model) makes the file so large that it is mapped; the fragment begins anywhere
    // in a page, or with a page.
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: resource("inner.onnx"))))
    let wanted = 2 * FileBytes.mappingThreshold + extra
    let length = wanted - bytes.count - 5
    bytes.append(6 << 3 | 2)
    for group in 0..<4 {
      let low = UInt8(truncatingIfNeeded: length >> (7 * group)) & 0x7f
      bytes.append(group < 3 ? low | 0x80 : low)
    }
    bytes += Array(repeating: UInt8(ascii: "d"), count: length)
    #expect(bytes.count == wanted)
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "large.onnx").path
    try Data(bytes).write(to: URL(filePath: path))
    let model = try OnnxModel(path: path, access: FileAccess())
    let session = try engine().load(model, fetching: ["hidden"], options: EngineOptions())
    let results = try session.run([("x", Tensor([1, 4], [1, 1, 1, 1]))], cancellation: Cancellation())
    #expect(results[0]?.floats == [10, -10])
    #expect(try Data(contentsOf: URL(filePath: path)) == Data(bytes), "the file was written to")
  }

  @Test func collectsWarningsOnce() throws {
    let engine = engine()
    let model = try model("inner")
    #expect(engine.takeNotes() == [])
    _ = try engine.load(model, fetching: ["y"], options: EngineOptions())
    let notes = engine.takeNotes()
    #expect(notes.count == 1)
    #expect(notes.first?.contains("'unused'") == true)
    #expect(notes.first?.contains(".cc") == false)
    _ = try engine.load(model, fetching: ["y"], options: EngineOptions())
    #expect(engine.takeNotes() == [])
  }

  @Test func keepsWarningsOfEnginesApart() throws {
    let engines = (engine(), engine())
    _ = try engines.0.load(model("external"), fetching: ["y"], options: EngineOptions())
    _ = try engines.1.load(model("inner"), fetching: ["y"], options: EngineOptions())
    #expect(engines.0.takeNotes() == [])
    #expect(engines.1.takeNotes().count == 1)
  }

  @Test func doesNotLoadWhenCancelledBefore() throws {
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: EngineError.cancelled) {
      try engine().load(model("inner"), fetching: ["y"], options: EngineOptions(), cancellation: cancellation)
    }
  }
}

/// A folder that is removed with the object.
final class TemporaryFolder {
  let url: URL

  init() throws {
    // Without links, so that paths can be compared.
    url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
