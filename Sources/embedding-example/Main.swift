// A host that has nothing to do with quantization: a parcel service with a command, an object and a setting of its own.

import Glibc
import XQConsole
import XQLanguage

/// An object of the host: the language knows its members and its one line.
final class Parcel: HostObject {
  let city: String
  let kilograms: Double
  let price: Double

  init(city: String, kilograms: Double, price: Double) {
    (self.city, self.kilograms, self.price) = (city, kilograms, price)
  }

  var kind: String { "parcel" }
  var summary: String { "parcel to \(city)  ·  \(kilograms) kg, \(price) €" }
  var memberNames: [String] { ["city", "kilograms", "price"] }
  var details: Value { .record(Record(memberNames.map { ($0, member($0) ?? .none) })) }

  func member(_ name: String) -> Value? {
    switch name {
    case "city": .string(city)
    case "kilograms": .number(kilograms)
    case "price": .number(price)
    default: nil
    }
  }
}

/// `pack 2.5 --to Oslo`: parsing, checks, completion and help come from the declaration.
struct PackCommand: Command {
  static let declaration = CommandDeclaration(
    name: "pack", summary: "make a parcel and compute what it costs", group: "parcels",
    parameters: [
      .required("weight", .number(range: 0.1...30, unit: nil), "kilograms"),
      .option("to", .choice(["Oslo", "Lima", "Kyoto"]), isRequired: true, "where it goes"),
      .option("express", .bool, default: .bool(false), "by the next plane"),
    ],
    output: .value, examples: [.init("pack 2.5 --to Oslo", "a small one")], related: ["show"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    guard case .number(let rate) = context.session.settings["rate"] else { return Value.none }
    let weight = call.number("weight") ?? 0
    let price = (4 + rate * weight) * (call.isOn("express") ? 2 : 1)
    return .object(Parcel(city: call.string("to") ?? "", kilograms: weight, price: price))
  }
}

@main
enum Main {
  static func main() {
    let host = Host(
      name: "parcels", version: "1.0", commands: [PackCommand.self],
      settings: [SettingDeclaration("rate", .number(range: 0...100, unit: nil), default: .number(1.5), "€ a kilogram")],
      topics: [Host.Topic(name: "express", summary: "faster", text: "Express parcels cost twice as much.")])
    let output = OutputStream(STDOUT_FILENO)
    let sink = TerminalSink(output: output, error: output, results: TextStyle(), messages: TextStyle())
    let console = Console(host: host, sink: sink)
    let text = CommandLine.arguments.dropFirst().first ?? "let p = pack 2.5 --to Oslo\nprint $p.price"
    let outcome = console.run(Source(name: "parcels", text: text))
    output.flush()
    exit(outcome.exitCode)
  }
}
