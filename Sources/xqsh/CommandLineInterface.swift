// The command line: what is called how, and the exit codes of mistakes in it.

import ArgumentParser
import Glibc
import XQConsole
import XQLanguage

enum CommandLineInterface {
  /// The exit code of a mistake on the command line.
  private static let mistake: Int32 = 2

  static func run(_ arguments: [String]) -> Int32 {
    do {
      var command = try Root.parseAsRoot(arranged(arguments))
      try command.run()
      return 0
    } catch let ending as ProgramExit {
      return ending.code
    } catch {
      let isAsked = Root.exitCode(for: error) == .success
      let message = Root.fullMessage(for: error)
      let stream = OutputStream(isAsked ? STDOUT_FILENO : STDERR_FILENO)
      stream.write(message + "\n")
      if !isAsked, let file = arguments.first, file.hasSuffix(".xq") {
        stream.write("help: \(Wiring.name) run \(TerminalText.escaped(file))\n")
      }
      stream.flush()
      switch stream.failure {
      case .closed: return Program.closed
      case .system: return DiagnosticCode.Failure.system.rawValue
      case nil: return isAsked ? 0 : mistake
      }
    }
  }

  /// The arguments with the subcommand first, and with a `--` behind the file of `run`: what follows is the script's,
  /// also where it is called like an option of the program.
  static func arranged(_ arguments: [String]) -> [String] {
    guard let place = firstPositional(arguments, from: 0), arguments[place] != "--" else { return arguments }
    let name = arguments[place]
    guard Root.configuration.subcommands.contains(where: { $0.configuration.commandName == name }) else {
      return arguments
    }
    var arranged = [name] + arguments[..<place] + arguments[(place + 1)...]
    if name == Run.configuration.commandName, let file = firstPositional(arranged, from: 1), arranged[file] != "--" {
      arranged.insert("--", at: file + 1)
    }
    return arranged
  }

  /// The first argument that is no option and no value of one.
  private static func firstPositional(_ arguments: [String], from start: Int) -> Int? {
    var index = start
    while index < arguments.count {
      let argument = arguments[index]
      if argument == "--" || !argument.hasPrefix("-") { return index }
      index += GlobalOptions.namesWithValue.contains(argument) || argument == "-c" ? 2 : 1
    }
    return nil
  }
}

/// Ends the program with a code, once all is said.
struct ProgramExit: Error {
  let code: Int32
}

struct Root: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Wiring.name,
    abstract: "A console for finding out why a neural network lost accuracy when it was quantized.",
    discussion: "Without arguments it is the console; on a pipe it reads standard input as a script.",
    version: "\(Wiring.name) \(Wiring.version)",
    subcommands: [Run.self, Investigate.self, Check.self, Report.self, Help.self, Doctor.self])

  @Option(name: .short, help: ArgumentHelp("Run one text.", valueName: "text"))
  var c: String?

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let program = Program(options)
    if let c { throw ProgramExit(code: program.run(Source(name: "-c", text: c))) }
    if isatty(STDIN_FILENO) == 1 { throw ProgramExit(code: program.prompt()) }
    throw ProgramExit(code: program.runStandardInput())
  }
}

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a script, or the commands of a report.",
    discussion: "Options behind FILE are the parameters of the script; --help there lists them.")

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The script or report.", completion: .file(extensions: ["xq"] + ReportFormat.endings))
  var file: String

  @Argument(parsing: .remaining, help: ArgumentHelp("--NAME VALUE for each 'param'.", valueName: "parameters"))
  var parameters: [String] = []

  func run() throws {
    let program = Program(options)
    if parameters.contains("--help") || parameters.contains("-h") {
      throw ProgramExit(code: program.parametersHelp(file))
    }
    throw ProgramExit(code: program.runFile(file, arguments: parameters))
  }
}

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Find all errors of a script without running it.",
    discussion: "With --replay a report is run again, writing no file, and what it prints differently is shown.")

  @OptionGroup var options: GlobalOptions

  @Flag(help: "Run a report again and compare what it prints.")
  var replay = false

  @Argument(help: "The script or report.", completion: .file(extensions: ["xq"] + ReportFormat.endings))
  var file: String

  func run() throws {
    let program = Program(options)
    throw ProgramExit(code: replay ? program.replay(file) : program.check(file))
  }
}

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write the report of the last session, also of one that crashed.")

  @OptionGroup var options: GlobalOptions

  @Flag(help: "Of the last session.")
  var last = false

  @Flag(help: "Leave out commands that failed.")
  var clean = false

  @Argument(
    help: "Where to write it, a .md or .html file; without it Markdown to standard output.",
    completion: .file(extensions: ReportFormat.endings))
  var out: String?

  func validate() throws {
    guard last else {
      throw ValidationError("'report' wants --last, found nothing; in a session type: report out.html")
    }
  }

  func run() throws { throw ProgramExit(code: Program(options).reportLast(out, isClean: clean)) }
}

struct Help: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "help", abstract: "Explain a command, a topic, or the code of an error.")

  @OptionGroup var options: GlobalOptions

  @Flag(help: "All declarations as JSON.")
  var json = false

  @Option(help: ArgumentHelp("Write the reference as Markdown pages into a folder.", valueName: "folder"))
  var pages: String?

  @Argument(help: "A command, a topic, or a code such as XQ0203.")
  var topic: String?

  func run() throws {
    let program = Program(options)
    if let pages { throw ProgramExit(code: program.writeReference(pages)) }
    throw ProgramExit(code: json ? program.helpAsJSON() : program.help(topic))
  }
}

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Say what works on this machine and what does not.")

  @OptionGroup var options: GlobalOptions

  func run() throws { throw ProgramExit(code: Program(options).run(Source(name: "doctor", text: "doctor"))) }
}
