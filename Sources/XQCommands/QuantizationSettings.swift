// The settings of this host.

import XQConsole
import XQLanguage
import XQMeasure
import XQRuntime

enum QuantizationSettings {
  static let all: [SettingDeclaration] = [
    SettingDeclaration(
      "threads", .count(1...1024), default: .number(Double(QuantizationHost.cores)),
      "threads inside one operator; results do not depend on it"),
    SettingDeclaration(
      "kernels", .choice(Kernels.allCases.map(\.rawValue)), default: .string(Kernels.reference.rawValue),
      "reference: quantizers as written; deployed: integer kernels, as in production"),
    SettingDeclaration(
      "runtime", .path(.init(endings: ["so"])), default: .string(""),
      "path of ONNX Runtime's library, where it is not found by itself", namesCode: true),
    SettingDeclaration(
      "slice", .value, default: .string(SampleSlice.whole.description),
      "the part of the samples that is measured: 3/16 is the third of sixteen; 1/1 is all of them",
      objection: objectionToSlice),
    SettingDeclaration(
      "memory", .either([.number(range: 1...1e15, unit: .bytes), .choice(["unlimited"])]),
      default: .string("unlimited"),
      "for the tensors of one batch: what does not fit is measured in groups of layers, in several runs"),
    SettingDeclaration(
      "cache", .choice(["on", "off"]), default: .string("on"),
      "on: what was measured before, of the same models, data and settings, is not measured again"),
  ]

  @Sendable private static func objectionToSlice(_ value: Value) -> ParameterType.Mismatch? {
    guard SampleSlice(value.text) == nil else { return nil }
    return ParameterType.Mismatch(
      wanted: "a number of a slice from 1 up to how many there are, such as 3/16", found: "'\(value.text)'",
      help: ["the first of sixteen is 1/16, the last one 16/16; all samples: set slice 1/1"])
  }
}
