// Odd and hostile models: they run, or are refused in words fit for users.

import Foundation
import Testing
import XQFormats
import XQRuntime
import XQSystem

@Suite struct EdgeModelsTests {
  /// Of a list of files with what is expected of each.
  private static let models: [EdgeModel] = {
    let file = Reference.folder.appending(path: "edge/expected.json")
    guard let data = try? Data(contentsOf: file), let json = try? JSONSerialization.jsonObject(with: data),
      let entries = json as? [[String: Any]]
    else { return [] }
    return entries.compactMap(EdgeModel.init)
  }()

  @Test(.enabled(if: Reference.isPresent))
  func listIsRead() {
    #expect(Self.models.count > 50)
  }

  @Test(.enabled(if: Reference.isPresent), arguments: models)
  func runsOrIsRefused(edge: EdgeModel) throws {
    do {
      let model = try OnnxModel(
        path: Reference.folder.appending(path: "edge").appending(path: edge.file).path, access: FileAccess())
      let names = model.graph.producer.keys.sorted() + model.graph.inputs.map(\.name)
      let session = try engine().load(model, fetching: names, options: EngineOptions())
      let results = try session.run(session.inputs.map { ($0.name, edge.input($0.name)) }, cancellation: Cancellation())
      #expect(results.count == names.count)
      #expect(results.contains { $0 != nil })
      // A model without outputs runs as long as something is fetched.
      #expect(edge.expectation != "error" || edge.file == "models/no_outputs.onnx")
    } catch {
      #expect(edge.expectation != "ok", "refused: \(error)")
      let words = String(describing: error)
      #expect(!words.contains("_src/") && !words.contains(".cc") && !words.contains("::"))
    }
  }
}

struct EdgeModel: Sendable, CustomTestStringConvertible {
  let file: String
  /// `ok`, `error` or `either`.
  let expectation: String
  private let shapes: [String: (shape: [Int], type: String)]

  var testDescription: String { file }

  init?(_ entry: [String: Any]) {
    guard entry["kind"] as? String == "onnx", let file = entry["file"] as? String,
      let expectation = entry["expect"] as? String
    else { return nil }
    self.file = file
    self.expectation = expectation
    shapes = (entry["feed_shapes"] as? [String: [Any]] ?? [:]).compactMapValues {
      guard let shape = $0.first as? [Int], let type = $0.last as? String else { return nil }
      return (shape, type)
    }
  }

  /// What the input is fed with; without an entry 2x4 numbers.
  func input(_ name: String) -> Tensor {
    let (shape, type) = shapes[name] ?? ([2, 4], "float32")
    let count = shape.reduce(1, *)
    if type == "int64" { return Tensor(.int64, shape, (0..<count).map(Int64.init)) }
    return Tensor(shape, (0..<count).map { Float($0) / 4 - 1 })
  }
}
