<?php

// Composer's autoloader, by hand: the library, and Debian's PSR interfaces and messages.

declare(strict_types=1);

set_error_handler(static function (int $level, string $message, string $file, int $line): bool {
    if ((error_reporting() & $level) === 0) {
        return false; // silenced by the caller with `@`
    }
    throw new ErrorException($message, 0, $level, $file, $line);
});
spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Feiqian\\')) {
        $file = dirname(__DIR__) . '/src/' . str_replace('\\', '/', substr($class, 8)) . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
foreach (['Psr/Http/Message/autoload.php', 'Psr/Http/Message/factory-autoload.php', 'Psr/Http/Client/autoload.php', 'Nyholm/Psr7/autoload.php'] as $file) {
    require_once "/usr/share/php/$file";
}
