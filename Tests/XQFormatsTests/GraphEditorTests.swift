// Changes to a graph: what was changed is changed, everything else is what it was.

import Foundation
import Testing
import XQFormats
import XQSystem

@Suite struct GraphEditorTests {
  private func edge(_ name: String) throws -> OnnxModel {
    try OnnxModel(path: Resources.path("edge/models/\(name).onnx"), access: FileAccess())
  }

  private func digits(_ name: String) throws -> OnnxModel {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try OnnxModel(
      path: package.appendingPathComponent("Sources/CExamples/files/digits/\(name).onnx").path, access: FileAccess())
  }

  @Test func withoutChangesTheGraphStaysWhatItIs() throws {
    let model = try digits("int8")
    let copy = try GraphEditor(model).model()
    #expect(copy.graph.nodes.map(\.op) == model.graph.nodes.map(\.op))
    #expect(copy.graph.nodes.map(\.inputs) == model.graph.nodes.map(\.inputs))
    #expect(copy.graph.nodes.map { $0.attributes.count } == model.graph.nodes.map { $0.attributes.count })
    #expect(Set(copy.graph.initializers.keys) == Set(model.graph.initializers.keys))
    #expect(copy.opsets == model.opsets && copy.path == model.path && copy.parameterCount == model.parameterCount)
    #expect(copy.graph.declared.count == model.graph.declared.count)
  }

  @Test func aRenamedOutputIsReadThroughANewNode() throws {
    let model = try edge("ok_base")
    let first = model.graph.nodes[0]
    let tensor = first.outputs[0]
    var editor = GraphEditor(model)
    let plain = editor.freeName(tensor)
    #expect(plain == tensor + "_")
    #expect(editor.freeName(tensor) == tensor + "__", "a name is given once")
    editor.rename(output: tensor, to: plain)
    editor.insert([NewNode("Relu", [plain], [tensor], name: "added")], after: 0)
    let edited = try editor.model().graph
    #expect(edited.nodes[0].op == first.op && edited.nodes[0].outputs[0] == plain)
    #expect(edited.nodes[1].op == "Relu" && edited.nodes[1].name == "added")
    #expect(edited.nodes[0].attributes.count == first.attributes.count)
    #expect(edited.nodes.count == model.graph.nodes.count + 1)
    #expect(edited.consumers[tensor]?.count == model.graph.consumers[tensor]?.count)
  }

  @Test func whatOnlyGraphsInsideANodeReadStays() throws {
    let model = try edge("if_nested_10_deep")
    let node = try #require(model.graph.nodes.first { $0.op == "If" })
    let condition = node.inputs[0]
    #expect(node.subgraphs.contains { $0.captures.contains(condition) })
    var editor = GraphEditor(model)
    editor.add(NewConstant("other", integers: [1], .bool, shape: []))
    editor.setInput(of: node.index, at: 0, to: "other")
    let edited = try editor.model().graph
    #expect(edited.initializers[condition] != nil)
    let again = try #require(edited.nodes.first { $0.op == "If" })
    #expect(again.inputs[0] == "other" && again.subgraphs.map(\.captures) == node.subgraphs.map(\.captures))
  }

  @Test func constantsThatNothingReadsAnyMoreAreLeftOut() throws {
    let model = try digits("int8")
    let node = try #require(
      model.graph.nodes.first { $0.op == "DequantizeLinear" && model.graph.initializers[$0.inputs[0]] != nil })
    let values = try #require(model.constant(node.inputs[0]))
    var editor = GraphEditor(model)
    editor.drop(node: node.index)
    let weights = (0..<values.count).map { Float($0) * 0.5 }
    editor.add(NewConstant(node.outputs[0], weights, shape: values.shape))
    let edited = try editor.model()
    #expect(edited.graph.initializers[node.inputs[0]] == nil)
    #expect(edited.graph.initializers[node.inputs[1]] == nil, "its scale")
    #expect(edited.constant(node.outputs[0])?.floats() == weights)
    #expect(edited.constant(node.outputs[0])?.shape == values.shape)
    let others = Set(model.graph.initializers.keys).subtracting(node.inputs)
    #expect(others.isSubset(of: Set(edited.graph.initializers.keys)))
  }

  @Test func nodesThatOnlyADroppedOneReadGoWithIt() throws {
    let model = try digits("int8")
    let graph = model.graph
    let end = try #require(graph.nodes.first { $0.op == "DequantizeLinear" && graph.producer[$0.inputs[0]] != nil })
    let quantize = try #require(graph.producer[end.inputs[0]])
    var editor = GraphEditor(model)
    editor.replace(node: end.index, with: [NewNode("Identity", [graph.nodes[quantize].inputs[0]], end.outputs)])
    let edited = try editor.model().graph
    #expect(edited.producer[end.inputs[0]] == nil)
    #expect(edited.nodes.count == graph.nodes.count - 1)
    #expect(edited.declared[end.inputs[0]] == nil)
  }

  @Test func aNewNodeInheritsAttributes() throws {
    let model = try digits("float")
    let node = try #require(model.graph.nodes.first { $0.op == "Conv" && $0.int64s("kernel_shape") != nil })
    var editor = GraphEditor(model)
    editor.replace(
      node: node.index,
      with: [
        NewNode(
          "Conv", node.inputs, node.outputs, name: "again", attributes: [("group", .int(1)), ("note", .string("n"))],
          attributesOf: node.index, except: ["group", "pads"])
      ])
    let copy = try #require(try editor.model().graph.nodes.first { $0.name == "again" })
    #expect(copy.int64s("kernel_shape") == node.int64s("kernel_shape"))
    #expect(copy.attributes["pads"] == nil)
    guard case .int(1)? = copy.attributes["group"], case .string("n")? = copy.attributes["note"] else {
      Issue.record("attributes of its own are missing")
      return
    }
  }

  @Test func inputsAndOutputsAreAdded() throws {
    let model = try edge("ok_base")
    let last = try #require(model.graph.nodes.last)
    var editor = GraphEditor(model)
    editor.addInput("switch", .bool, shape: [])
    editor.addInput("scale", .float32, shape: [3])
    editor.prepend([NewNode("Not", ["switch"], ["other"])])
    editor.setInput(of: last.index, at: last.inputs.count + 1, to: "scale")
    let inner = model.graph.nodes[0].outputs[0]
    editor.addOutput(inner)
    editor.addOutput(inner)
    editor.addOutput(model.graph.outputs[0].name)
    let edited = try editor.model().graph
    #expect(edited.inputs.map(\.name) == model.graph.inputs.map(\.name) + ["switch", "scale"])
    #expect(edited.inputs.last?.kind == .tensor(.float32, shape: [.fixed(3)]))
    #expect(edited.outputs.map(\.name) == model.graph.outputs.map(\.name) + [inner])
    #expect(edited.nodes[0].op == "Not")
    #expect(edited.nodes.last?.inputs == last.inputs + ["", "scale"])
  }

  @Test func externalDataStayWhereTheyAre() throws {
    let model = try edge("external_ok")
    let outside = try #require(
      model.graph.initializers.values.first { if case .external = $0.location { true } else { false } })
    var editor = GraphEditor(model)
    editor.addOutput(model.graph.nodes[0].outputs[0])
    editor.add(NewConstant("more", scalar: 2))
    let edited = try editor.model()
    let again = try #require(edited.graph.initializers[outside.name])
    guard case .external = again.location else {
      Issue.record("data were moved")
      return
    }
    #expect(try edited.readInitializer(again).floats() == model.readInitializer(outside).floats())
    #expect(edited.folder == model.folder)
  }

  @Test func integersAreWrittenInTheirWidth() throws {
    var editor = GraphEditor(try edge("ok_base"))
    editor.add(NewConstant("a", integers: [-1, 300, -129], .int16, shape: [3]))
    editor.add(NewConstant("b", integers: [255, 0], .uint8, shape: [2, 1]))
    let edited = try editor.model()
    #expect(edited.constant("a")?.integers() == [-1, 300, -129])
    #expect(edited.constant("b")?.integers() == [255, 0])
  }

  @Test func aTensorWithoutASourceIsRefused() throws {
    let model = try edge("ok_base")
    var editor = GraphEditor(model)
    editor.setInput(of: 0, at: 0, to: "nowhere")
    let error = try #require(formatError { () throws(FormatError) in _ = try editor.model() })
    #expect(error.message.contains("'nowhere'") && error.kind == .invalid)
  }
}

extension Node {
  fileprivate func int64s(_ name: String) -> [Int64]? {
    guard case .ints(let values)? = attributes[name] else { return nil }
    return values
  }
}
