import Testing
import XQFormats
import XQSystem

@Suite struct OnnxModelTests {
  /// What only a runtime can refuse: which operators and versions exist.
  static let leftToTheRuntime = ["unknown_domain_op", "unknown_op", "opset_999", "ir_version_99"]

  static func isLeft(_ file: String) -> Bool { leftToTheRuntime.contains { file.hasSuffix($0 + ".onnx") } }

  @Test(
    arguments: Expectation.those(in: "models", "ok") + Expectation.those(in: "models", "either")
      + Expectation.those(in: "models", "error").filter { isLeft($0.file) })
  func readsWhatRuns(_ expected: Expectation) throws {
    let model = try OnnxModel(path: expected.path, access: FileAccess())
    #expect(!model.graph.outputs.isEmpty)
    #expect(model.graph.order.sorted() == Array(model.graph.nodes.indices))
    var written = Set<String>()
    for index in model.graph.order {
      let node = model.graph.nodes[index]
      for input in node.inputs where model.graph.producer[input] != nil { #expect(written.contains(input)) }
      written.formUnion(node.outputs)
    }
  }

  @Test(arguments: Expectation.those(in: "models", "error").filter { !isLeft($0.file) })
  func refusesWhatIsWrong(_ expected: Expectation) throws {
    let error = try #require(
      formatError { () throws(FormatError) in
        _ = try OnnxModel(path: expected.path, access: FileAccess())
      })
    // The file's name may hold the word too: it does not count.
    let text = error.description.replacing(expected.path, with: "")
    for word in expected.words { #expect(text.contains(word), "\(error)") }
    #expect(error.message.contains(expected.path))
  }

  @Test(arguments: [(22, [2_305_843_009_213_693_951]), (1, [1 << 62, 1 << 62, 0]), (1, [1 << 62, 4])])
  func refusesInitializersBeyondAnyFile(_ type: Int, _ shape: [Int]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("m.onnx", modelBytes(zeroOf: type, shape: shape, raw: []))
    let error = formatError { () throws(FormatError) in _ = try OnnxModel(path: path, access: FileAccess()) }
    #expect(error?.kind == .invalid && error?.subject == "zero")
  }

  @Test func knowsInputsOutputsAndWeights() throws {
    let model = try load("ok_base")
    #expect(model.name == "ok_base.onnx")
    #expect(model.graph.inputs.map { "\($0.name) \($0.typeText)" } == ["x [n,4] float32"])
    #expect(model.graph.outputs.map(\.name) == ["y"])
    #expect(model.graph.initializers["W"]?.shape == [4, 3])
    #expect(model.parameterCount == model.graph.initializers.values.reduce(0) { $0 + $1.count })
    #expect(model.graph.dependsOnInput.contains("y") && !model.graph.dependsOnInput.contains("W"))
    #expect(model.sizeInBytes == 228)
  }

  @Test func leavesInputsWithDefaultsOut() throws {
    #expect(try load("input_with_default").graph.inputs.map(\.name) == ["x"])
  }

  @Test func sortsNodesThatAreOutOfOrder() throws {
    let graph = try load("not_topological").graph
    #expect(graph.order != Array(graph.nodes.indices))
  }

  @Test func readsExternalDataAsTheRawOnes() throws {
    let outside = try load("external_ok")
    let inside = try load("ok_base")
    func weights(_ model: OnnxModel) throws -> [Float] {
      try model.readInitializer(#require(model.graph.initializers["W"])).floats()
    }
    #expect(try weights(outside) == weights(inside))
    #expect(outside.sizeInBytes == outside.bytes.count + 48)
  }

  @Test func refusesExternalDataBehindALink() throws {
    let folder = try TemporaryFolder()
    let model = try FileAccess().read(Resources.path("edge/models/external_ok.onnx"))
    try folder.write("m.onnx", model.withUnsafeBytes { Array($0) })
    try folder.link("weights.bin", to: Resources.path("edge/outside.bin"))
    let error = formatError { () throws(FormatError) in
      _ = try OnnxModel(path: folder.path + "/m.onnx", access: FileAccess())
    }
    #expect(error?.kind == .refused)
    #expect(error?.message.contains("outside the model's folder") == true)
  }

  @Test func countsWhatSubgraphsReadFromOutside() throws {
    let graph = try load("if_subgraph").graph
    let node = try #require(graph.nodes.first { $0.op == "If" })
    let captures = Set(node.subgraphs.flatMap(\.captures))
    #expect(!captures.isEmpty)
    for capture in captures {
      #expect(graph.consumers[capture]?.contains { $0.node == node.index && $0.position == -1 } == true)
    }
    #expect(node.subgraphs.flatMap(\.tensors).isEmpty == false)
    #expect(graph.dependsOnInput.contains(node.outputs[0]))
  }

  @Test(arguments: [
    ("sequence_output", "sequence"), ("optional_output", "optional"), ("map_output", "sequence"),
    ("string_output", "[n,4] string"), ("bf16_output", "[n,4] bfloat16"),
  ])
  func namesTypesOfOutputs(_ file: String, _ type: String) throws {
    let types = try load(file).graph.outputs.map(\.typeText)
    #expect(types.contains { $0 == type || $0.hasSuffix(type.split(separator: " ").last ?? "") }, "\(types)")
  }

  @Test func keepsOddNames() throws {
    let names = try load("odd_tensor_names").graph.nodes.flatMap(\.outputs)
    #expect(names.contains("../../evil") && names.contains("a b\tc\n") && names.contains("däß/層"))
  }

  static let foreignFiles: [(bytes: [UInt8], word: String)] = [
    ([0x50, 0x4B, 3, 4, 0, 0, 0, 0, 0], "zip"),
    (Array("{'a': 1}".utf8), "JSON"),
    ([0x80, 2, 0x7D, 0x71], "pickle"),
    (Array("0000TFL3".utf8), "TensorFlow Lite"),
    ([0x89] + Array("HDF".utf8), "HDF5"),
    ([0x1F, 0x8B, 8], "gzip"),
    ([0x93] + Array("NUMPY".utf8), ".npy"),
    ([0x40, 0, 0, 0, 0, 0, 0, 0] + Array("{'__metadata__'".utf8), "safetensors"),
    (Array("version https://git-lfs.github.com/spec/v1".utf8), "Git LFS"),
  ]

  @Test(arguments: foreignFiles)
  func saysWhatAnotherFileIs(_ bytes: [UInt8], _ word: String) {
    let error = formatError { () throws(FormatError) in
      _ = try OnnxModel(
        bytes: FileBytes(bytes, displayName: "m"), path: "m", folder: nil, access: FileAccess())
    }
    #expect(error?.kind == .foreign)
    #expect(error?.message.contains(word) == true, "\(String(describing: error))")
  }

  @Test func decodesTypedArrays() throws {
    // graph { initializer { dims: 3, data_type: INT8, int32_data: [-1, 127, -128], name: "w" }, output { name: "w" } }
    let minus1 = [UInt8](repeating: 0xFF, count: 9) + [1]
    let minus128 = [0x80] + minus1.dropFirst()
    let tensor: [UInt8] = [0x08, 3, 0x10, 3] + field(5, minus1 + [0x7F] + minus128) + field(8, Array("w".utf8))
    let model = try parse(field(5, tensor) + field(12, field(1, Array("w".utf8))))
    let values = try model.readInitializer(#require(model.graph.initializers["w"]))
    #expect(values.integers() == [-1, 127, -128])
  }

  @Test func refusesTypedArraysOfAnotherLength() throws {
    let tensor: [UInt8] = [0x08, 4, 0x10, 3] + field(5, [1, 2]) + field(8, Array("w".utf8))
    let error = formatError { () throws(FormatError) in
      _ = try parse(field(5, tensor) + field(12, field(1, Array("w".utf8))))
    }
    #expect(error?.message.contains("'w' has data that do not fit its shape") == true)
  }

  @Test func refusesUnknownElementTypes() {
    let tensor: [UInt8] = [0x08, 1, 0x10, 99] + field(9, [1]) + field(8, Array("w".utf8))
    let error = formatError { () throws(FormatError) in _ = try parse(field(5, tensor)) }
    #expect(error?.message.contains("unknown type, number 99") == true)
  }

  @Test func refusesNamesThatAreNotUTF8() {
    let error = formatError { () throws(FormatError) in _ = try parse(field(2, [0xFF, 0xFE])) }
    #expect(error?.message.contains("UTF-8") == true)
  }

  private func load(_ name: String) throws -> OnnxModel {
    try OnnxModel(path: Resources.path("edge/models/\(name).onnx"), access: FileAccess())
  }

  /// A model around the fields of a graph.
  private func parse(_ graph: [UInt8]) throws(FormatError) -> OnnxModel {
    let bytes: [UInt8] = [0x08, 8] + field(8, [0x10, 17]) + field(7, graph)
    return try OnnxModel(bytes: FileBytes(bytes, displayName: "m"), path: "m", folder: nil, access: FileAccess())
  }

  /// A field with a length, below 128 bytes.
  private func field(_ number: UInt8, _ contents: [UInt8]) -> [UInt8] {
    [number << 3 | 2, UInt8(contents.count)] + contents
  }
}
