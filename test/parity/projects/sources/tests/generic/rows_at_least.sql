{% test rows_at_least(model, n) %}select count(*) as found from {{ model }} having count(*) < {{ n }}{% endtest %}
