import { LineChart, MapChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use as take, type EChartsType } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

take([LineChart, MapChart, GridComponent, TooltipComponent, LabelLayout, SVGRenderer]);

/** What ECharts is told; its own type is too wide to be of help here. */
export type ChartOption = Parameters<EChartsType['setOption']>[0];

/** A chart that fills its box and follows its size. `label` says in words what it shows. */
export function Chart({ option, label, className }: { option: ChartOption; label: string; className: string }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  useEffect(() => {
    if (!box.current) return;
    const made = init(box.current, null, { renderer: 'svg' });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = undefined;
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
  }, [option]);
  return <div ref={box} className={className} role="img" aria-label={label} />;
}
