// Which layer and which stage of a log a command means.

import XQConsole
import XQFormats
import XQLanguage

/// The log, the layer and the stage that a call of `histogram` or `channels` means.
struct LogStage {
  let log: MctLog
  let layer: String
  let stage: MctLogStage

  static let parameters: [Parameter] = [
    .required("log", .object(kind: "log"), "a log that was loaded, or its folder"),
    .required("layer", .string, "the toolkit's name of a layer; 'layers $log' lists them"),
    .option("stage", .string, "the stage; the first one that has the layer where it is left out"),
  ]

  /// The stage that has the layer.
  ///
  /// - Parameter tags: the layers that a stage has something of.
  /// - Throws: XQ0416 for a layer or a stage that is not in the log.
  init(
    _ call: Invocation, what: String, tags: (MctLogStage) -> [String]
  ) throws(Diagnostic) {
    guard let object = call.object("log") as? LogObject else {
      throw Diagnostic(.noSuchLayer, "wanted a log", at: call.place(of: "log"), help: ["let log = load LOG_FOLDER"])
    }
    log = object.log
    layer = call.string("layer") ?? ""
    let layer = layer
    let stages = log.stages.filter { !tags($0).isEmpty }
    let wanted = call.string("stage")
    let chosen = stages.filter { wanted == nil || $0.name == wanted }
    if let wanted, chosen.isEmpty {
      let names = stages.map(\.name)
      throw Diagnostic(
        .noSuchLayer, "stage '\(wanted)' is none that has \(what)", at: call.place(of: "stage"),
        caption: Suggestions.question(Suggestions.close(to: wanted, among: names)),
        help: [names.isEmpty ? "what the log has: show $log" : "stages with \(what): \(names.joined(separator: ", "))"])
    }
    guard let stage = chosen.first(where: { tags($0).contains(layer) }) else {
      throw LogStage.noLayer(layer, what, object, among: chosen.flatMap(tags), at: call.place(of: "layer"))
    }
    self.stage = stage
  }

  private static func noLayer(
    _ layer: String, _ what: String, _ object: LogObject, among tags: [String], at place: Place
  ) -> Diagnostic {
    var seen: Set<String> = []
    let known = tags.filter { seen.insert($0).inserted }
    let more = known.count > 12 ? " and \(known.count - 12) more" : ""
    let help =
      known.isEmpty
      ? "what the log has: show $log" : "layers with \(what): \(known.prefix(12).joined(separator: ", "))\(more)"
    guard object.layerNames.contains(layer) else {
      return Diagnostic(
        .noSuchLayer, "the log has no layer '\(layer)'", at: place,
        caption: Suggestions.question(Suggestions.close(to: layer, among: known)), help: [help])
    }
    let isFloat = object.log.nodes.contains { $0.name == layer && $0.bits == nil }
    return Diagnostic(
      .noSuchLayer, "the log lacks \(what) of '\(layer)'" + (isFloat ? ": its output is not quantized itself" : ""),
      at: place, help: [help])
  }

  /// What stands below the table.
  var note: String { "\(layer), stage \(stage.name) of \(log.folder.run)" }
}
