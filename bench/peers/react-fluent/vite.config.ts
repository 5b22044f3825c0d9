import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Names carry a hash of the kind that the server knows as one, so that files are kept by browsers.
const hashed = 'assets/[name]-[hash:16]';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // Fluent is that large; the pages are chunks of their own.
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        hashCharacters: 'hex',
        entryFileNames: `${hashed}.js`,
        chunkFileNames: `${hashed}.js`,
        assetFileNames: `${hashed}[extname]`,
      },
    },
  },
});
