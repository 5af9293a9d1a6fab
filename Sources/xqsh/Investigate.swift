// xqsh investigate: the whole investigation in one line.

import ArgumentParser
import XQCommands
import XQConsole
import XQLanguage

/// Runs the script that `help investigate` prints, with the command line's values for its parameters.
struct Investigate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "investigate",
    abstract: "Find out why a quantized model lost accuracy, and write all of it into a folder.",
    discussion: "It runs a script, which 'help investigate' prints: copy that to make your own.")

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The float model.", completion: .file(extensions: ["onnx"]))
  var float: String

  @Argument(help: "The quantized model.", completion: .file(extensions: ["onnx"]))
  var quant: String

  @Option(help: ArgumentHelp("The data that the quantizer was calibrated with.", valueName: "data"))
  var repr: String

  @Option(help: ArgumentHelp("The validation data.", valueName: "data"))
  var val: String

  @Option(help: ArgumentHelp("The log folder of MCT.", valueName: "folder"))
  var log: String?

  @Option(help: ArgumentHelp("A script that sets thresholds, run first.", valueName: "file"))
  var setup: String?

  @Option(help: ArgumentHelp("The folder for everything that is written.", valueName: "folder"))
  var out: String

  func run() throws {
    let given: [(String, String?)] = [
      ("float", float), ("quant", quant), ("repr", repr), ("val", val), ("log", log), ("setup", setup), ("out", out),
    ]
    let arguments = given.flatMap { name, value in value.map { ["--\(name)", $0] } ?? [] }
    throw ProgramExit(
      code: Program(options).run(Source(name: "investigate.xq", text: Investigation.script), arguments: arguments))
  }
}
