// Completion of the commands of quantization debugging, and what their declarations promise for it.

import Testing
import XQConsole
import XQLanguage

@Suite struct CompletionTests {
  private static let setup = """
    let f = load example:digits/float
    let q = load example:digits/int8
    let v = load example:digits/val
    compare $f $q --val $v
    """

  private static func prepared() -> Console {
    let console = Package.console(RecordingSink())
    _ = console.run(Source(name: "test.xq", text: setup))
    return console
  }

  @Test(arguments: [
    ("let n = load example:digits/f", ["float"]),
    ("errors | where sq", ["sqnr", "sqrt("]),
    ("errors | sort sqnr | where degraded and nr", ["nrmse"]),
    ("errors --data ", ["repr", "val"]),
    ("errors conv5 --a", ["--aggregate"]),
    ("errors rel", ["relu1", "relu2", "relu3", "relu4", "relu6"]),
    ("layers | where weight_", ["weight_bits", "weight_scales", "weight_threshold"]),
    ("pairs | where missing(par", ["partner"]),
    ("threshold nr", ["nrmse"]),
    ("set kernels ", ["reference", "deployed"]),
    ("compare $f $q --val $", ["$f", "$q", "$v", "$cmp1", "$last", "$facts", "$here"]),
    ("print $cmp1.val.acc", ["accuracy", "accuracy_float", "accuracy_quant"]),
    ("use ", ["$f", "$q", "$v", "$cmp1", "$last"]),
  ])
  func completes(_ line: String, _ expected: [String]) {
    let found = Self.prepared().complete(line, cursor: line.utf8.count)
    #expect(found.candidates.map(\.text) == expected)
  }

  /// The model that is wanted is offered, data are not.
  @Test func kindsOfFilesAreToldApart() {
    let line = "compare example:digits/"
    let found = Self.prepared().complete(line, cursor: line.utf8.count).candidates.map(\.text)
    #expect(found == ["float", "int8", "int8-fixed"])
    let data = line + "float example:digits/int8 --val example:digits/"
    #expect(Self.prepared().complete(data, cursor: data.utf8.count).candidates.map(\.text) == ["repr", "val"])
  }

  /// What a declaration says of its columns is what comes out.
  @Test func declaredColumnsAreThoseOfTheTable() throws {
    let commands = QuantizationCommands.declarations.filter { declaration in
      (declaration.input == .nothing || declaration.isInputOptional)
        && !declaration.parameters.contains(where: \.isRequired)
    }
    var checked: [String] = []
    for declaration in commands {
      guard case .fixed(let columns) = declaration.outputColumns else { continue }
      #expect(try Self.columns(of: declaration.name) == columns, "\(declaration.name)")
      checked.append(declaration.name)
    }
    #expect(checked.contains("layers") && checked.contains("pairs"))
  }

  /// Options decide which columns errors has.
  @Test(arguments: [nil, "own", "sites"])
  func columnsOfErrorsFollowItsOptions(option: String?) throws {
    let errors = try #require(QuantizationCommands.declarations.first { $0.name == "errors" })
    guard case .derived(let derive) = errors.outputColumns else {
      Issue.record("the columns of errors are not derived")
      return
    }
    var stage = StageOutline(.command("errors"))
    stage.arguments = option.map { [StageOutline.Argument(option: $0, word: nil)] } ?? []
    let wanted = try Self.columns(of: "errors" + (option.map { " --\($0)" } ?? ""))
    #expect(derive(nil, stage) == wanted)
    #expect(wanted.contains("own") == (option != nil))
  }

  private static func columns(of call: String) throws -> [String] {
    let console = prepared()
    let outcome = console.run(Source(name: "test.xq", text: "let t = \(call)"))
    try #require(outcome.isSuccess, "\(call)")
    let table = try #require(console.session.variables["t"].flatMap { Table($0) })
    return table.columns.map(\.name)
  }
}

private enum QuantizationCommands {
  static let declarations = Package.console(RecordingSink()).host.commands.map { $0.declaration }
}
