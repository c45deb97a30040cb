<?php

// What can be checked without an analyser: every file parses, declares strict types and has its class; every parameter,
// property and result has a type; no value is compared loosely.

declare(strict_types=1);

require __DIR__ . '/autoload.php';

$count = 0;
$complaints = [];
$files = new RegexIterator(new RecursiveIteratorIterator(new RecursiveDirectoryIterator(dirname(__DIR__) . '/src')), '/\.php$/');
/** @var SplFileInfo $file */
foreach ($files as $file) {
    $path = $file->getPathname();
    $text = (string) file_get_contents($path);
    $name = substr($path, strlen(dirname(__DIR__) . '/src/'), -4);
    if (!str_contains($text, "declare(strict_types=1);\n")) {
        $complaints[] = "$name: no strict types";
    }
    foreach (PhpToken::tokenize($text, TOKEN_PARSE) as $token) {
        if ($token->is([T_IS_EQUAL, T_IS_NOT_EQUAL, T_EVAL, T_GLOBAL, T_GOTO])) {
            $complaints[] = "$name:{$token->line}: {$token->text}";
        }
    }
    $symbol = 'Feiqian\\' . str_replace('/', '\\', $name);
    if (!class_exists($symbol) && !interface_exists($symbol) && !trait_exists($symbol)) {
        $complaints[] = "$name: $symbol is not declared";
        continue;
    }
    $class = new ReflectionClass($symbol);
    foreach ($class->getProperties() as $property) {
        if ($property->getDeclaringClass()->getFileName() === $path && $property->getType() === null) {
            $complaints[] = "$name::\${$property->getName()} has no type";
        }
    }
    foreach ($class->getMethods() as $method) {
        if ($method->getFileName() !== $path) {
            continue;
        }
        ++$count;
        if ($method->getReturnType() === null && !$method->isConstructor()) {
            $complaints[] = "$name::{$method->getName()} has no result type";
        }
        foreach ($method->getParameters() as $parameter) {
            if ($parameter->getType() === null) {
                $complaints[] = "$name::{$method->getName()}: \${$parameter->getName()} has no type";
            }
        }
    }
}
if ($complaints !== [] || $count < 100) {
    fwrite(STDERR, implode("\n", $complaints) . "\n$count methods\n");
    exit(1);
}
echo "$count methods are typed\n";
