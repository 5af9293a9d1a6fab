// Messages of the engine as users see them.

import Testing

@testable import XQRuntime

@Suite struct EngineWordsTests {
  /// As ONNX Runtime 1.32.0 says it, and what is left of it.
  @Test(arguments: [
    ("Failed to load model because protobuf parsing failed.", "failed to load model because protobuf parsing failed"),
    (
      "/src/core/graph/model.cc:256 onnxruntime::Model::Model(onnx::ModelProto&&, const onnxruntime::PathString&) "
        + "Unsupported model IR version: 99, max supported IR version: 14\n",
      "unsupported model IR version: 99, max supported IR version: 14"
    ),
    (
      "/src/core/graph/model_load_utils.h:46 void onnxruntime::model_load_utils::Validate("
        + "const std::unordered_map<std::__cxx11::basic_string<char>, int>&, bool) ONNX Runtime only takes 28.",
      "ONNX Runtime only takes 28"
    ),
    (
      "Validation failed for initializer: W. Error: tensorprotoutils.cc:592 ValidatePath Absolute path not allowed",
      "validation failed for initializer: W. Error: Absolute path not allowed"
    ),
    (
      "/src/a.h:91 onnxruntime::R::R(const onnxruntime::T&, bool) const size == wanted was false. Sizes differ.",
      "sizes differ"
    ),
    ("/src/a.h:91 onnxruntime::R::f() size == wanted was false.", "size == wanted was false"),
    ("Got invalid dimensions\n index: 1 Got: 5\n Please fix", "got invalid dimensions index: 1 Got: 5 Please fix"),
    ("Failed at /src/a.cc:12", "failed at"),
    ("QuantizeLinear wants a scale", "QuantizeLinear wants a scale"),
    ("", ""),
  ])
  func leavesOutPlacesInTheEngine(message: String, reason: String) {
    #expect(EngineWords(message).reason == reason)
  }

  @Test(
    arguments: [
      ("Non-zero status code returned while running Conv node. Name:'a b' Status Message: Bad.", "a b", "Conv", "bad"),
      ("Non-zero status code returned while running Conv node. Name:'' Status Message: Bad.", nil, "Conv", "bad"),
      ("while running late", nil, nil, "while running late"),
    ] as [(String, String?, String?, String)])
  func findsTheNode(message: String, node: String?, op: String?, reason: String) {
    let words = EngineWords(message)
    #expect(words.node == node)
    #expect(words.op == op)
    #expect(words.reason == reason)
  }
}
