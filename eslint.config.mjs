// Formatting is prettier's, walls between rooms are dependency-cruiser's; here is what only types tell.
import next from 'eslint-config-next/core-web-vitals';
import prettier from 'eslint-config-prettier/flat';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const PAGES = ['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}'];

export default defineConfig([
  globalIgnores(['.next/', '.widget/', '.data/', 'prisma/generated/', 'next-env.d.ts']),
  // Rules of React and of pages hold where there are pages; a server's `useDatabase` is no hook.
  ...next.map((part) => (part.files || part.rules ? { ...part, files: PAGES } : part)),
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        // A default for what a later version may send (VER-1) is not a forgotten case.
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/only-throw-error': 'off',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-console': ['error', { allow: ['warn', 'error'] }],
      'no-control-regex': 'error',
      eqeqeq: ['error', 'always'],
    },
  },
  {
    files: PAGES,
    rules: {
      // Preconditions of the React compiler, which is not used here.
      'react-hooks/set-state-in-effect': 'off',
      'react-hooks/refs': 'off',
      'react-hooks/immutability': 'off',
      'react-hooks/preserve-manual-memoization': 'off',
      'react-hooks/purity': 'off',
      // A whole reload is what signing out and in is for.
      '@next/next/no-location-assign-relative-destination': 'off',
      '@next/next/no-html-link-for-pages': 'off',
      '@next/next/no-assign-module-variable': 'off',
    },
  },
  // What a person reads in a terminal.
  {
    files: ['scripts/**', 'bench/**', 'server.ts', 'lib/platform/config.ts'],
    rules: { 'no-console': 'off' },
  },
  prettier,
]);
