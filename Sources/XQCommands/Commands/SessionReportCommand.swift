// report: the console's own, and reports in the form of MCT.

import XQConsole
import XQLanguage

/// The console's `report`, with an option that writes the files of the XQuant Extension Tool.
struct SessionReportCommand: Command {
  static let declaration: CommandDeclaration = {
    var declaration = ReportCommand.declaration
    declaration.details +=
      "\n\n'report --mct DIR' writes 'quant_report.json' and 'troubleshoot_report.json' of the current comparison, in the "
      + "form of the XQuant Extension Tool of Model Compression Toolkit (MCT): its layers, metrics, conventions and judges, "
      + "under the session's thresholds; 'profile mct' gives the tool's own."
    declaration.parameters = declaration.parameters.map { parameter in
      var parameter = parameter
      if !parameter.isOption { parameter.isRequired = false }
      return parameter
    }
    declaration.parameters.append(
      .option("mct", .path(.init(isWritten: true, mayBeFolder: true)), "a folder for the two files of a report of MCT"))
    declaration.effects.insert(.runsModels)
    declaration.related += ["profile", "load"]
    return declaration
  }()

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    if let folder = call.string("mct") {
      try MctReportWriter.write(to: folder, at: call.place(of: "mct"), call, context)
      guard call.given.contains("file") else { return nil }
    }
    guard call.given.contains("file") else {
      throw Diagnostic(
        .missingReportFile, "'report' wants a file or a folder to write", at: call.place,
        help: ["report session.md", "report --mct DIR"])
    }
    return try ReportCommand().run(call, in: context)
  }
}
