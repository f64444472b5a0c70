"""Django's admin over the shop: filters, autocomplete, date widgets, actions, related pop-ups."""

from __future__ import annotations

from django.contrib import admin

from tests.demo.crm.models import Customer, Order, Product, Tag


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):
    list_display = ["name", "email", "segment", "active"]
    list_filter = ["segment", "active"]
    search_fields = ["name", "email"]
    list_per_page = 25
    actions = ["mark_inactive"]

    @admin.action(description="Mark selected customers inactive")
    def mark_inactive(self, request, queryset):
        queryset.update(active=False)


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ["name", "category", "price"]
    list_filter = ["category"]
    search_fields = ["name"]


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ["id", "customer", "product", "status", "placed_on"]
    list_filter = ["status"]
    date_hierarchy = "placed_on"
    autocomplete_fields = ["customer"]
    filter_horizontal = ["tags"]


admin.site.register(Tag)
