// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "xqsh",
  products: [
    .executable(name: "xqsh", targets: ["xqsh"]),
    .library(name: "XQConsole", targets: ["XQConsole", "XQLanguage"]),
    .library(name: "XQMeasure", targets: ["XQMeasure", "XQRuntime", "XQFormats"]),
  ],
  traits: [
    // With it the program is linked with GNU readline, which is GPL-3.0-or-later.
    .trait(name: "Readline", description: "Edit lines by GNU readline: history, completion, the user's inputrc."),
    .default(enabledTraits: ["Readline"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
  ],
  targets: [
    // The program: command line, wiring, signals.
    .executableTarget(
      name: "xqsh",
      dependencies: [
        "XQCommands", "XQConsole", "XQLanguage", "XQReadline", "XQSystem",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Feeds the readers of files with damaged ones: Scripts/fuzz.
    .executableTarget(name: "fuzz-readers", dependencies: ["XQFormats", "XQMeasure", "XQSystem"]),

    // The timed runs of Scripts/benchmark.
    .executableTarget(
      name: "xq-benchmark",
      dependencies: [
        "XQCommands", "XQConsole", "XQLanguage", "XQJudge", "XQMeasure", "XQPlot", "XQRuntime", "XQFormats", "XQSystem",
      ]),

    // The commands of quantization debugging, and what ships inside the program.
    .target(
      name: "XQCommands",
      dependencies: [
        "XQConsole", "XQLanguage", "XQJudge", "XQMeasure", "XQPlot", "XQRuntime", "XQFormats", "XQSystem", "CExamples",
        "CLessons", "CManual",
      ]),
    .target(name: "CExamples", exclude: ["files"]),
    .target(name: "CLessons", exclude: ["files"]),
    .target(name: "CManual", exclude: ["files"]),

    // Pictures: a chart as data, drawn as text, SVG, PNG and PDF.
    .target(name: "XQPlot", dependencies: ["XQLanguage", "CCairo"]),
    .target(name: "CCairo", linkerSettings: [.linkedLibrary("dl")]),

    // Judging: rules over what was measured, trials, findings, advice.
    .target(name: "XQJudge", dependencies: ["XQMeasure", "XQRuntime", "XQFormats", "XQSystem"]),

    // Measuring: a library that a Swift program can use without the console.
    .target(name: "XQMeasure", dependencies: ["XQRuntime", "XQFormats", "XQSystem", "CMetrics"]),
    .target(name: "XQRuntime", dependencies: ["XQFormats", "XQSystem", "COnnxRuntime"]),
    .target(
      name: "XQFormats",
      dependencies: ["XQSystem", "CZlib", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["Onnx/onnx.proto"]),
    .target(name: "COnnxRuntime", linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CMetrics"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // The console: nothing of quantization in it.
    .target(name: "XQConsole", dependencies: ["XQLanguage", "XQSystem"]),
    .target(name: "XQLanguage"),
    .target(name: "XQTesting", dependencies: ["XQConsole", "XQLanguage", "XQSystem"]),

    // Lines from a person at a terminal.
    .target(name: "XQReadline", dependencies: ["CLineEdit"]),
    .target(
      name: "CLineEdit",
      cSettings: [.define("XQ_READLINE", to: "1", .when(traits: ["Readline"]))],
      linkerSettings: [.linkedLibrary("readline", .when(traits: ["Readline"]))]),

    // A host that has nothing to do with quantization, and checks that take too long for a test run.
    .executableTarget(name: "embedding-example", dependencies: ["XQConsole", "XQLanguage"]),
    .executableTarget(name: "console-checks", dependencies: ["XQConsole", "XQLanguage", "XQSystem"]),

    // What comes from the outside: files through one gate, cancellation.
    .target(name: "XQSystem", dependencies: ["CDigest"]),
    .target(name: "CDigest"),

    .testTarget(name: "XQLanguageTests", dependencies: ["XQLanguage"], resources: [.copy("Resources")]),
    .testTarget(
      name: "XQConsoleTests",
      dependencies: ["XQConsole", "XQLanguage", "XQSystem", "XQTesting", "embedding-example", "console-checks"]),
    .testTarget(name: "XQSystemTests", dependencies: ["XQSystem", "CDigest"]),
    .testTarget(
      name: "XQFormatsTests", dependencies: ["XQFormats", "XQSystem", "CZlib"], resources: [.copy("Resources")]),
    .testTarget(
      name: "XQRuntimeTests", dependencies: ["XQRuntime", "XQFormats", "XQSystem"], resources: [.copy("Resources")]),
    .testTarget(name: "XQPlotTests", dependencies: ["XQPlot", "CCairo"], resources: [.copy("Resources")]),
    .testTarget(
      name: "XQMeasureTests", dependencies: ["XQMeasure", "XQRuntime", "XQFormats", "XQSystem", "CMetrics"],
      resources: [.copy("Resources")]),
    .testTarget(
      name: "XQJudgeTests", dependencies: ["XQJudge", "XQMeasure", "XQRuntime", "XQFormats", "XQSystem"],
      resources: [.copy("Resources")]),
    .testTarget(
      name: "XQCommandsTests", dependencies: ["XQCommands", "XQConsole", "XQLanguage", "XQTesting", "xqsh"],
      resources: [.copy("Resources")]),
  ],
  swiftLanguageModes: [.v6]
)
